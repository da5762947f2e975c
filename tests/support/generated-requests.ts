import fc from 'fast-check';
import type { RawHeaders } from '../../server/contract/text.ts';

/** A request as it goes on the wire, and what is to be kept of it. */
export interface GeneratedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly trailers: RawHeaders;
  readonly body: Uint8Array;
  readonly wire: Uint8Array;
}

// Every method that Node's parser knows and that may carry a body; CONNECT is tested on its own.
const METHODS =
  'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE PROPFIND REPORT SEARCH PURGE MKCOL LOCK M-SEARCH NOTIFY'.split(
    ' ',
  );
const token = fc.string({
  unit: fc.constantFrom(...'abcXYZ019-_.!#$%&*+^`|~'.split('')),
  minLength: 1,
  maxLength: 12,
});
const visible = fc.constantFrom(
  ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)),
  ...Array.from({ length: 128 }, (_, index) => String.fromCharCode(0x80 + index)),
);
const valueText = fc
  .tuple(
    fc.string({ unit: visible, maxLength: 10 }),
    fc.string({ unit: fc.oneof(visible, fc.constantFrom(' ', '\t')), maxLength: 20 }),
    fc.string({ unit: visible, minLength: 1, maxLength: 5 }),
  )
  .map(([start, middle, end]) => (start === '' ? end : `${start}${middle}${end}`));
const header = fc.tuple(
  token.map((name) => `X-${name}`),
  fc.oneof({ weight: 8, arbitrary: valueText }, { weight: 1, arbitrary: fc.constant('') }),
);
const known = fc.constantFrom<[string, string]>(
  ['Content-Type', 'application/json; charset=utf-8'],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['CONTENT-ENCODING', 'gzip'],
  ['User-Agent', 'fidelity/1'],
  ['accept', '*/*'],
  ['Cookie', 'a=b; c=d'],
  ['Authorization', 'Bearer abcdefgh12345678'],
);
const target = fc
  .array(
    fc.string({
      unit: fc.constantFrom(..."aZ09-._~!$&'()*+,;=:@%/?|^`{}[]\\<>".split('')),
      maxLength: 8,
    }),
    {
      maxLength: 5,
    },
  )
  .map((parts) => `/${parts.join('/')}`);
const body = fc.oneof(
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 3, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  },
  { weight: 1, arbitrary: fc.constant(Buffer.from('\ufeff{"a":1}\r\n')) },
);
const request = fc
  .record({
    method: fc.constantFrom(...METHODS),
    target,
    headers: fc.array(fc.oneof(header, known), { maxLength: 8 }),
    body,
    framing: fc.constantFrom('length', 'chunked', 'none'),
    cuts: fc.array(fc.nat({ max: 300 }), { maxLength: 4 }),
    trailers: fc.array(header, { maxLength: 2 }),
    hostAt: fc.nat({ max: 8 }),
  })
  .map(toWire);

interface Parts {
  readonly method: string;
  readonly target: string;
  readonly headers: [string, string][];
  readonly body: Uint8Array;
  readonly framing: string;
  readonly cuts: number[];
  readonly trailers: [string, string][];
  readonly hostAt: number;
}

function toWire(parts: Parts): GeneratedRequest {
  const bytes = parts.framing === 'none' ? new Uint8Array() : parts.body;
  const headers: RawHeaders = [...parts.headers];
  headers.splice(parts.hostAt, 0, ['hOST', 'fidelity.test:80']);
  if (parts.framing === 'length') {
    headers.push(['Content-length', String(bytes.length)]);
  } else if (parts.framing === 'chunked') {
    headers.unshift(['transfer-Encoding', 'chunked']);
  }
  const trailers = parts.framing === 'chunked' ? parts.trailers : [];
  const lines = [
    `${parts.method} ${parts.target} HTTP/1.1`,
    ...headers.map(([n, v]) => `${n}: ${v}`),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const framed = parts.framing === 'chunked' ? chunk(bytes, parts.cuts, trailers) : bytes;
  const { method, target: path } = parts;
  return {
    method,
    target: path,
    headers,
    trailers,
    body: bytes,
    wire: Buffer.concat([head, framed]),
  };
}

function chunk(bytes: Uint8Array, cuts: number[], trailers: RawHeaders): Uint8Array {
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])];
  places.sort((a, b) => a - b);
  const pieces = places.slice(1).flatMap((end, index) => {
    const piece = bytes.subarray(places[index], end);
    return [Buffer.from(`${piece.length.toString(16)};x=1\r\n`), piece, Buffer.from('\r\n')];
  });
  const end = trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([...pieces, Buffer.from(`0\r\n${end}\r\n`, 'latin1')]);
}

/** The same requests for the same seed. */
export function generateRequests(count: number, seed: number): GeneratedRequest[] {
  return fc.sample(request, { numRuns: count, seed });
}
