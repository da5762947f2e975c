import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentedLines } from '../../../server/core/indent-json.ts';

describe('JSON in indented lines', () => {
  it('keeps long integers, 1.0, escapes, the order of keys and repeated ones', () => {
    const text = '{"b":9007199254740993123,"a":[1.0,{ }, [],"\\u0041:{,"],"b" : null}';
    expect(indentedLines(text)).toEqual([
      '{',
      '  "b": 9007199254740993123,',
      '  "a": [',
      '    1.0,',
      '    {},',
      '    [],',
      '    "\\u0041:{,"',
      '  ],',
      '  "b": null',
      '}',
    ]);
    expect(indentedLines(' 1e5 ')).toEqual(['1e5']);
  });

  it('is as JSON.stringify has it, for whatever that writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(indentedLines(text)?.join('\n')).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });

  it('is nothing for what is no JSON', () => {
    for (const text of ['', '{"a":1', '{"a":1}x', 'hello', '{a:1}', '['.repeat(100_000)]) {
      expect(indentedLines(text)).toBeUndefined();
    }
  });
});
