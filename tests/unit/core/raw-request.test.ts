import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRawRequest, urlOf } from '../../../server/core/raw-request.ts';

function parse(text: string) {
  return parseRawRequest(Buffer.from(text, 'latin1'));
}

describe('a raw request', () => {
  it('keeps the order and the case of its headers, and repeated ones', () => {
    const { method, target, headers } = parse(
      'PUT /a?b=c HTTP/1.1\r\nX-B: 1\r\nx-a:2 \r\nX-B:3\r\n\r\n',
    );
    expect({ method, target }).toEqual({ method: 'PUT', target: '/a?b=c' });
    expect(headers).toEqual([
      ['X-B', '1'],
      ['x-a', '2'],
      ['X-B', '3'],
    ]);
  });

  it('keeps every byte of its body, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bodyBytes, hasCrLf) => {
        const end = hasCrLf ? '\r\n' : '\n';
        const head = `POST / HTTP/1.1${end}Content-Length: ${bodyBytes.length}${end}${end}`;
        const request = parseRawRequest(Buffer.concat([Buffer.from(head), bodyBytes]));
        expect(Buffer.from(request.bodyBytes)).toEqual(Buffer.from(bodyBytes));
        expect(request.notes).toEqual([]);
      }),
    );
  });

  it('without a body has none', () => {
    expect(parse('GET / HTTP/1.1\nHost: a').bodyBytes).toHaveLength(0);
    expect(parse('GET /').headers).toEqual([]);
  });

  it('with a body shorter than its Content-Length is taken as it is, and said', () => {
    const { bodyBytes, notes } = parse('POST / HTTP/1.1\nContent-Length: 9\n\nabc');
    expect(bodyBytes).toHaveLength(3);
    expect(notes).toEqual([expect.stringContaining('3 bytes where Content-Length says 9')]);
  });
});

describe('chunks', () => {
  const HEAD = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';
  it('are joined, extensions left out', () => {
    const { bodyBytes } = parse(`${HEAD}3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n`);
    expect(Buffer.from(bodyBytes).toString()).toBe('abc0123456789');
  });

  it.each(['abc', '5\r\nabc\r\n0\r\n\r\n', '3\r\nabc', 'zz\r\n', ''])(
    'that are none leave the body as it is: %j',
    (body) => {
      const { bodyBytes, notes } = parse(HEAD + body);
      expect(Buffer.from(bodyBytes).toString()).toBe(body);
      expect(notes).toHaveLength(1);
    },
  );
});

describe('the URL as the sender called it', () => {
  it.each([
    ['POST /a HTTP/1.1\nHost: b.example:8080', 'http://b.example:8080/a'],
    ['POST https://b.example/a HTTP/1.1\nHost: c', 'https://b.example/a'],
    [
      'POST /a HTTP/1.1\nHost: 127.0.0.1\nX-Forwarded-Proto: https\nX-Forwarded-Host: b.example',
      'https://b.example/a',
    ],
  ])('%j is %s', (text, url) => {
    expect(urlOf(parse(text))).toBe(url);
  });
});
