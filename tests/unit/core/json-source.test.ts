import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMemberText, JsonFault, scanJson } from '../../../server/core/json-source.ts';

function faultOf(text: string, maxDepth = 64): JsonFault {
  try {
    scanJson(text, maxDepth);
  } catch (error) {
    if (error instanceof JsonFault) {
      return error;
    }
    throw error;
  }
  throw new Error(`no fault found in ${text}`);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function scans(text: string): boolean {
  try {
    scanJson(text, 1000);
    return true;
  } catch {
    return false;
  }
}

describe('the source text of a member', () => {
  it.each([
    ['{"data":12345678901234567890}', '12345678901234567890'],
    ['{"data": 1.0 ,"event":"a"}', '1.0'],
    ['{"data":{"a":1,"a":2}}', '{"a":1,"a":2}'],
    ['{"data":{ "b" : [ 1 , 2 ] }\n}', '{ "b" : [ 1 , 2 ] }'],
    ['{"data":"\\ud800\\u00e9é"}', '"\\ud800\\u00e9é"'],
    ['{"x":{"data":1},"data":2}', '2'],
    ['{"data":1,"data":[2]}', '[2]'],
    ['{"d\\u0061ta":-0.5e+10}', '-0.5e+10'],
    ['{"__proto__":{"data":3},"data":null}', 'null'],
  ])('of %s is %s', (text, expected) => {
    expect(findMemberText(scanJson(text, 64), 'data')).toBe(expected);
  });

  it('is undefined where the member is absent', () => {
    expect(findMemberText(scanJson('{"a":{"data":1}}', 64), 'data')).toBeUndefined();
    expect(findMemberText(scanJson('"data"', 64), 'data')).toBeUndefined();
  });

  it('lists the elements of an array', () => {
    const source = scanJson(' [1.0, {"a":2},[] ] ', 64);
    expect(source.root).toBe('array');
    expect(source.slices.map((slice) => source.text.slice(slice.start, slice.end))).toEqual([
      '1.0',
      '{"a":2}',
      '[]',
    ]);
  });

  it('parses to what JSON.parse finds, for any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const source = scanJson(text, 1000);
        for (const key of Object.keys(value)) {
          expect(JSON.parse(findMemberText(source, key) ?? 'lost')).toEqual(
            JSON.parse(JSON.stringify(value[key])),
          );
        }
      }),
    );
  });
});

describe('what is JSON', () => {
  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    'NaN',
    'tru',
    '"\\x41"',
    '"\\u12g4"',
    '"\n"',
    '"abc',
    '1 2',
    '[1 2]',
    '{"a" 1}',
    '\u00a0{}',
    '\ufeff{}',
  ])('refuses %j, as JSON.parse does', (text) => {
    expect(parses(text)).toBe(false);
    expect(scans(text)).toBe(false);
  });

  it('agrees with JSON.parse on damaged documents', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', ' ', 'e'))
      .map(([text, at, piece]) => {
        const index = at % (text.length + 1);
        return text.slice(0, index) + piece + text.slice(index + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => scans(text) === parses(text)),
      { numRuns: 2000 },
    );
  });

  it('says where the fault is and in which member', () => {
    expect(faultOf('{"a":1,"data":{"b":tru}}')).toMatchObject({
      kind: 'syntax',
      position: 19,
      member: 'data',
    });
    expect(faultOf('{"a":1').position).toBe(6);
    expect(faultOf('{"a":1} x')).toMatchObject({ position: 8, member: undefined });
  });
});

describe('nesting', () => {
  it('is refused beyond the limit, naming the member, without exhausting the stack', () => {
    const deep = `{"data":${'['.repeat(500_000)}`;
    expect(faultOf(deep)).toMatchObject({ kind: 'too_deep', member: 'data' });
  });

  it('is allowed up to the limit', () => {
    const atLimit = `${'['.repeat(64)}${']'.repeat(64)}`;
    expect(scanJson(atLimit, 64).root).toBe('array');
    expect(faultOf(`[${atLimit}]`).kind).toBe('too_deep');
  });
});
