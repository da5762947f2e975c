import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparedRequest, compareRequests } from '../../../server/core/compare.ts';

const NONE = {
  ignore_whitespace: false,
  ignore_key_order: false,
  ignore_timestamps: false,
  indent_json: false,
};
const request = (body: string | Uint8Array, headers: [string, string][] = []): ComparedRequest => ({
  method: 'POST',
  target: '/in/demo',
  headers,
  bodyBytes: typeof body === 'string' ? Buffer.from(body) : body,
});
const compare = (left: ComparedRequest, right: ComparedRequest, options = {}) =>
  compareRequests(left, right, { ...NONE, ...options });

describe('comparison', () => {
  it('finds two equal requests equal', () => {
    const same = request('{"a":1}', [['A', '1']]);
    expect(compare(same, same)).toMatchObject({ differences: 0, text: 'Both are the same.' });
  });

  it('compares JSON line by line as if indented, where that is asked for', () => {
    const left = request('{"id":9007199254740993123,"total":1.0,"a":{}}');
    const right = request('{"id":9007199254740993123, "total":2.0,"a":{}}');
    const { body } = compare(left, right, { indent_json: true });
    expect(body).toMatchObject({ state: 'changed', is_json: true, is_indented: true });
    expect(body.lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'same {',
      'same   "id": 9007199254740993123,',
      'left   "total": 1.0,',
      'right   "total": 2.0,',
      'same   "a": {}',
      'same }',
    ]);
    expect(compare(left, right).body).toMatchObject({ is_json: true, is_indented: false });
  });

  it('never indents where that would hide what differs, nor what is no JSON', () => {
    const respaced = compare(request('{"a":1}'), request('{"a": 1}\n'), { indent_json: true });
    expect(respaced.body).toMatchObject({ state: 'changed', is_json: true, is_indented: false });
    expect(respaced.body.lines.some(({ kind }) => kind !== 'same')).toBe(true);
    const ignored = compare(request('{"a":1}'), request('{"a": 1}'), {
      indent_json: true,
      ignore_whitespace: true,
    });
    expect(ignored).toMatchObject({ differences: 0, body: { is_indented: true } });
    const form = compare(request('a=1'), request('{"a":1}'), { indent_json: true });
    expect(form.body).toMatchObject({ is_json: false, is_indented: false });
  });

  it('pairs repeated headers in order and notes case and place', () => {
    const left = request('', [
      ['X-A', '1'],
      ['X-A', '2'],
      ['Gone', 'g'],
    ]);
    const right = request('', [
      ['New', 'n'],
      ['x-a', '1'],
      ['X-A', '3'],
    ]);
    const comparison = compare(left, right);
    expect(comparison.headers).toEqual([
      {
        name: 'X-A',
        left: '1',
        right: '1',
        state: 'same',
        note: 'written as x-a, place 1 became 2',
      },
      { name: 'X-A', left: '2', right: '3', state: 'changed', note: 'place 2 became 3' },
      { name: 'Gone', left: 'g', right: null, state: 'left_only', note: null },
      { name: 'New', left: null, right: 'n', state: 'right_only', note: null },
    ]);
    expect(comparison.differences).toBe(3);
  });

  it.each([
    ['{"a":1}', '{"a":1}\n', 'One newline was added at the end.'],
    ['{"a":1}', '\ufeff{"a":1}', 'A byte-order mark was added in front.'],
    ['a\nb\n', 'a\r\nb\r\n', 'Line ends became CRLF.'],
    [
      '{"a": 1, "b": [2]}',
      '{"b":[2],"a":1}',
      'The JSON was parsed and written again: the values are the same.',
    ],
    ['a', '', 'The right body is empty.'],
  ])('names what happened between %j and %j', (left, right, note) => {
    expect(compare(request(left), request(right)).body).toMatchObject({ state: 'changed', note });
  });

  it('tells 19-digit numbers, 1.0 and repeated keys apart, which a parser would not', () => {
    for (const [left, right] of [
      ['{"a":1234567890123456789}', '{"a":1234567890123456788}'],
      ['{"a":1.0}', '{"a":1}'],
      ['{"a":"1"}', '{"a":1}'],
    ] as const) {
      expect(compare(request(left), request(right)).differences).toBe(1);
      expect(compare(request(left), request(right), { ignore_key_order: true }).differences).toBe(
        1,
      );
    }
  });

  it('leaves out of account what it is told to', () => {
    const left = request('{"a": 1, "at": "2026-01-01T00:00:00Z"}', [['T', '1700000000']]);
    const right = request('{"at":"2026-02-02T00:00:00Z","a":1}', [['T', '1700000999']]);
    expect(compare(left, right).differences).toBe(2);
    const options = { ignore_key_order: true, ignore_timestamps: true };
    expect(compare(left, right, options).differences).toBe(0);
    expect(compare(request('a b'), request('a  b'), { ignore_whitespace: true }).differences).toBe(
      0,
    );
  });

  it('shows the one value that differs in a long line', () => {
    const values = Array.from({ length: 60 }, (_, index) => `"key${index}":"value ${index}"`);
    const left = `{${values.join(',')}}`;
    const { body } = compare(request(left), request(left.replace('value 30', 'VALUE 30')));
    expect(body.lines.filter(({ kind }) => kind !== 'same').map(({ text }) => text)).toEqual([
      '"key30":"value 30",',
      '"key30":"VALUE 30",',
    ]);
    expect(body.first_difference).toBe(left.indexOf('value 30'));
  });

  it('shows bytes that are no text as hex', () => {
    const { body } = compare(request(Buffer.from([255, 0, 1])), request(Buffer.from([255, 0, 2])));
    expect(body).toMatchObject({ is_text: false, first_difference: 2 });
    expect(body.lines.map(({ text }) => text)).toEqual(['ff0001', 'ff0002']);
  });

  it('loses no byte of either side, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.json(), (left, right) => {
        const { body } = compare(request(left), request(right));
        const side = (kind: 'left' | 'right') =>
          body.lines
            .filter((line) => line.kind === 'same' || line.kind === kind)
            .map(({ text }) => text)
            .join('');
        const isSame = body.state === 'same';
        expect(side('left')).toBe(Buffer.from(left).toString());
        expect(isSame || side('right') === right).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('ends in time on big bodies that have nothing in common', () => {
    const big = (seed: number) =>
      Array.from({ length: 20_000 }, (_, index) => `${seed * index}\n`).join('');
    const { body } = compare(request(big(7)), request(big(11)));
    expect(body.state).toBe('changed');
  });
});
