import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isJsonFault,
  type JsonLayout,
  layoutJson,
} from '../../../../renderer/components/body/json-layout.ts';
import {
  lineAtOffset,
  pathOfLine,
  tokensOfLine,
} from '../../../../renderer/components/body/json-lines.ts';

function layoutOf(text: string): JsonLayout {
  const outcome = layoutJson(text);
  if (isJsonFault(outcome)) {
    throw new Error(`${outcome.message} at ${outcome.offset}`);
  }
  return outcome;
}

function linesOf(text: string): string[] {
  const layout = layoutOf(text);
  return Array.from(layout.lineDepths, (depth, line) => {
    const tokens = tokensOfLine(layout, line).map(({ start, end }) => text.slice(start, end));
    return ' '.repeat(depth) + tokens.join('');
  });
}

describe('layoutJson', () => {
  it('keeps long integers, 1.0, duplicate keys and key order as sent', () => {
    const text = '{"id":9007199254740993123,"z":1.0,"a":1,"a":2,"e":1E+2,"s":"\\u00e9\\/"}';
    expect(linesOf(text)).toEqual([
      '{',
      ' "id":9007199254740993123,',
      ' "z":1.0,',
      ' "a":1,',
      ' "a":2,',
      ' "e":1E+2,',
      ' "s":"\\u00e9\\/"',
      '}',
    ]);
  });

  it('puts an empty container on one line and folds the others', () => {
    const text = '{"a":[],"b":{"c":[1,{}]}}';
    expect(linesOf(text)).toEqual([
      '{',
      ' "a":[],',
      ' "b":{',
      '  "c":[',
      '   1,',
      '   {}',
      '  ]',
      ' }',
      '}',
    ]);
    expect([...layoutOf(text).foldEnds]).toEqual([8, 0, 7, 6, 0, 0, 0, 0, 0]);
  });

  it('names the place of a line', () => {
    const text = '{"a b":[1,{"c":true}],"d":null}';
    const layout = layoutOf(text);
    const paths = Array.from(layout.lineDepths, (_, line) => pathOfLine(layout, text, line));
    expect(paths.slice(0, 5)).toEqual([
      '$',
      '$["a b"]',
      '$["a b"][0]',
      '$["a b"][1]',
      '$["a b"][1].c',
    ]);
    expect(paths.at(-2)).toBe('$.d');
  });

  it('finds the line of an offset', () => {
    const text = '{ "a": 1,\n "b": 2 }';
    expect(lineAtOffset(layoutOf(text), text.indexOf('2'))).toBe(2);
    expect(lineAtOffset(layoutOf(text), 0)).toBe(0);
  });

  it.each([
    ['', 0],
    ['{"a":1', 6],
    ['{"a":1}x', 7],
    ['[1,]', 3],
    ['{a:1}', 1],
    ['[01]', 2],
    ['"\n"', 0],
    ['"\\x"', 0],
    ['nul', 0],
    ['[1}', 2],
    ['{"a" 1}', 5],
  ])('refuses %j at %i', (text, offset) => {
    const outcome = layoutJson(text);
    expect(isJsonFault(outcome) && outcome.offset).toBe(offset);
  });

  it('loses nothing but space between tokens, and agrees with JSON.parse on what is JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, 3), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect(
          linesOf(text)
            .map((line) => line.trim())
            .join(''),
        ).toBe(JSON.stringify(JSON.parse(json)).split('\n').join(''));
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        expect(isJsonFault(layoutJson(text))).toBe(!isParsable(text));
      }),
    );
  });

  it('reads a deep and a long document without recursion', () => {
    expect(layoutOf(`${'['.repeat(50_000)}${']'.repeat(50_000)}`).lineDepths).toHaveLength(99_999);
    expect(layoutOf(`"${'x'.repeat(5_000_000)}"`).lineDepths).toHaveLength(1);
  });
});

function isParsable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
