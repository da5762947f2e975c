import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { isCassette, readCassette, writeCassette } from '../../../server/core/cassette.ts';
import { checkImported } from '../../../server/core/check-imported.ts';
import { curlConfig, writeCurlBash } from '../../../server/core/curl.ts';
import { type ExchangeRecord, maskExchange } from '../../../server/core/exchange-record.ts';
import { writeFetch, writeFetches } from '../../../server/core/fetch-code.ts';
import { withoutHopHeaders } from '../../../server/core/hop-headers.ts';
import { writeRawHttp } from '../../../server/core/raw-http.ts';
import { readHar } from '../../../server/core/read-har.ts';
import { writeHar } from '../../../server/core/write-har.ts';

const EXCHANGE: ExchangeRecord = {
  id: 'cap_1',
  atMs: Date.UTC(2026, 10, 22, 10),
  durationMs: 12.5,
  method: 'POST',
  target: '/in/demo?x=1',
  url: 'http://localhost:8080/in/demo?x=1',
  httpVersion: '1.1',
  headers: [
    ['Host', 'localhost:8080'],
    ['X-Odd', 'Ü'],
  ],
  trailers: [],
  bodyBytes: Buffer.from('{"event": "order.created",\n "data": 1}'),
  answer: { status: 204, headers: [['Date', 'today']], bodyBytes: new Uint8Array() },
};

describe('cassette', () => {
  it('reads well: lines of text, marked ends, JSON strings only where they are needed', () => {
    expect(writeCassette([EXCHANGE])).toBe(
      `# Hookbench cassette 1

@ 2026-11-22T10:00:00.000Z 12.5 ms cap_1
POST /in/demo?x=1 HTTP/1.1
Host: localhost:8080
X-Odd: "\\u00dc"
| {"event": "order.created",
|  "data": 1}
\\ no newline at the end
< 204
< Date: today
`,
    );
  });

  it('survives editors that write CRLF, and ends with or without an empty line', () => {
    const text = writeCassette([EXCHANGE, EXCHANGE]);
    const changed = readCassette(text.trimEnd().replaceAll('\n', '\r\n'));
    expect(changed).toEqual(readCassette(text));
    expect(changed).toHaveLength(2);
    expect(isCassette(text)).toBe(true);
  });

  it.each([
    ['POST / HTTP/1.1', 'Line 1 of the cassette: a cassette starts with'],
    [
      '@ 2026-11-22T10:00:00.000Z 1 ms -\nnonsense',
      'Line 2 of the cassette: expected a request line',
    ],
    [
      '@ 2026-11-22T10:00:00.000Z 1 ms -\nGET / HTTP/1.1\nno header',
      'Line 3 of the cassette: expected a header',
    ],
    [
      '@ 2026-11-22T10:00:00.000Z 1 ms -\nGET / HTTP/1.1\nA: "x',
      'Line 3 of the cassette: the value of A',
    ],
    [
      '@ 2026-11-22T10:00:00.000Z 1 ms -\nGET / HTTP/1.1\n< A: b',
      'Line 3 of the cassette: an answer starts',
    ],
  ])('names the line at fault in %j', (text, message) => {
    expect(() => readCassette(text)).toThrow(message);
  });
});

describe('HAR', () => {
  it('takes what a browser exports: absolute URLs, no fields of ours, HTTP/2 pseudo headers', () => {
    const har = {
      log: {
        entries: [
          {
            startedDateTime: '2026-11-22T10:00:00.000Z',
            request: {
              method: 'POST',
              url: 'https://a.test/x?y=1#z',
              headers: [
                { name: ':method', value: 'POST' },
                { name: 'A', value: '1' },
              ],
              postData: { mimeType: 'text/plain', text: 'é' },
            },
          },
        ],
      },
    };
    const [exchange] = readHar(JSON.stringify(har));
    expect(exchange).toMatchObject({ target: '/x?y=1', headers: [['A', '1']], answer: null });
    expect(Buffer.from(exchange?.bodyBytes ?? []).toString()).toBe('é');
  });

  it('takes what browsers write besides: a byte-order mark, nulls, form parameters, joined cookies', () => {
    const har = {
      log: {
        pages: [],
        entries: [
          {
            _initiator: { type: 'other' },
            startedDateTime: '2026-11-22T10:00:00.000+01:00',
            time: null,
            request: {
              method: 'POST',
              url: 'https://a.test/form',
              httpVersion: 'h3',
              headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
              postData: {
                mimeType: 'application/x-www-form-urlencoded',
                params: [
                  { name: 'a b', value: 'é&' },
                  { name: 'c', value: null },
                ],
                text: '',
              },
            },
            response: {
              status: 200,
              headers: [{ name: 'set-cookie', value: 'a=1\nb=2' }],
              content: { size: 0, mimeType: 'x-unknown', text: null },
            },
          },
          {
            startedDateTime: '',
            request: { method: 'GET', url: 'http://b', headers: [], postData: null },
            response: null,
          },
        ],
      },
    };
    const [form, plain] = readHar(`\ufeff${JSON.stringify(har)}`);
    expect(Buffer.from(form?.bodyBytes ?? []).toString()).toBe('a+b=%C3%A9%26&c=');
    expect(form?.answer?.headers).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]);
    expect(plain).toMatchObject({ target: '/', answer: null });
  });

  it('takes what other programs decoded back to bytes, and leaves out what was on no wire', () => {
    const request = { method: 'GET', headers: [{ name: 'A', value: '☃' }] };
    const entries = [
      { startedDateTime: '', request: { ...request, url: 'http://a/é ☃?q=%zz' } },
      { startedDateTime: '', request: { ...request, url: 'data:,x' } },
      { startedDateTime: '', request: { ...request, url: 'chrome-extension://a/b' } },
      { startedDateTime: '', request: { ...request, url: 'wss://a/socket' } },
    ];
    const read = readHar(JSON.stringify({ log: { entries } }));
    expect(read.map(({ target }) => target)).toEqual(['/%C3%A9%20%E2%98%83?q=%zz', '/socket']);
    expect(read[0]?.headers).toEqual([['A', 'â\x98\x83']]);
    expect(() => read.forEach((exchange) => void checkImported(exchange, 1))).not.toThrow();
  });

  it('knows that a body is not all there by its length', () => {
    const request = { method: 'POST', url: 'http://a', headers: [], bodySize: 3 };
    const entry = (postData: object) => ({
      startedDateTime: '',
      request: { ...request, postData },
    });
    const entries = [entry({ text: 'abc' }), entry({ mimeType: 'a/b' })];
    const read = readHar(JSON.stringify({ log: { entries } }));
    expect(read.map(({ isCut }) => isCut)).toEqual([undefined, true]);
  });

  it('writes a URL that every reader takes, and the target as it was beside it', () => {
    const target = '/[a]|%zz?b=é"#c';
    const [entry] = JSON.parse(
      writeHar([{ ...EXCHANGE, target, url: `http://not a host:8${target}` }], '1'),
    ).log.entries;
    expect(entry.request.url).toBe('http://not%20a%20host%3A8/%5Ba%5D%7C%25zz?b=%E9%22%23c');
    expect(entry.request._target).toBe(target);
  });

  it.each([
    ['method', { method: 'GE T\r\nX: y' }, 'its method'],
    ['target', { target: '/a b' }, 'its URL'],
    ['header name', { headers: [['A\r\nB', 'c']] }, 'the header "A\\r\\nB"'],
    ['header value', { headers: [['A', 'c\r\nInjected: 1']] }, 'the header "A"'],
  ])('refuses an imported %s that no request can hold', (_, change, what) => {
    const exchange = { ...EXCHANGE, ...(change as Partial<ExchangeRecord>) };
    expect(() => checkImported(exchange, 3)).toThrow(`Request 3: ${what}`);
    expect(() => checkImported(EXCHANGE, 1)).not.toThrow();
  });

  it('lets no header value become an option of curl', () => {
    const headers: [string, string][] = [['A', 'x"\noutput = "/tmp/owned']];
    expect(curlConfig({ ...EXCHANGE, headers }).split('\n')).toContain(
      'header = "A: x\\"\\noutput = \\"/tmp/owned"',
    );
  });

  it('writes bytes that are no text as base64 and names what is wrong with other files', () => {
    const binary = { ...EXCHANGE, bodyBytes: Buffer.from([255, 0]) };
    expect(JSON.parse(writeHar([binary], '1')).log.entries[0].request.postData).toMatchObject({
      text: '/wA=',
      encoding: 'base64',
    });
    expect(() => readHar('<xml/>')).toThrow(/neither a HAR/);
    expect(() => readHar('{"log":{"entries":[{}]}}')).toThrow(
      /^Entry 1 of the HAR, startedDateTime: /,
    );
  });
});

describe('other forms', () => {
  it('masks credentials, cookies, tokens and secret parameters, and nothing else', () => {
    const masked = maskExchange({
      ...EXCHANGE,
      target: '/a?token=abc&x=1&api_key=k',
      url: 'http://h/a?token=abc&x=1&api_key=k',
      headers: [
        ['authorization', 'Bearer abc'],
        ['Cookie', 'a=b'],
        ['X-Gitlab-Token', 'abc'],
        ['Content-Type', 'text/plain'],
      ],
    });
    expect(JSON.stringify(masked)).not.toMatch(/abc|a=b|api_key=k/);
    expect(masked.headers[3]).toEqual(['Content-Type', 'text/plain']);
    expect(masked.target).toContain('&x=1&');
  });

  it('quotes for bash byte by byte where a locale could come between', () => {
    const command = writeCurlBash({ ...EXCHANGE, bodyBytes: Buffer.from("it's\u0001é") });
    expect(command).toContain("-H $'X-Odd: \\xdc'");
    expect(command).toContain("--data-raw $'it\\'s\\x01\\xc3\\xa9'");
    expect(writeCurlBash({ ...EXCHANGE, bodyBytes: Buffer.from([0, 1]) })).toMatch(
      /^printf %s AAE= \| base64 -d \| curl /,
    );
  });

  it('writes a chunked body as one chunk with its trailers', () => {
    const headers: [string, string][] = [['Transfer-Encoding', 'chunked']];
    const exchange = { ...EXCHANGE, headers, bodyBytes: Buffer.from('hi') };
    const trailers: [string, string][] = [['X-Sum', '1']];
    expect(Buffer.from(writeRawHttp({ ...exchange, trailers })).toString()).toBe(
      'POST /in/demo?x=1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n',
    );
  });

  it('drops the headers of a connection and those that it names, but never what the message needs', () => {
    const headers: [string, string][] = [
      ['Host', 'a'],
      ['Connection', 'close, X-Hop, Content-Length'],
      ['X-Hop', '1'],
      ['TE', 'trailers'],
      ['Content-Length', '2'],
      ['X-Kept', '1'],
    ];
    expect(withoutHopHeaders(headers).map(([name]) => name)).toEqual([
      'Host',
      'Content-Length',
      'X-Kept',
    ]);
  });
});

describe('fetch', () => {
  it('is code with method, headers and body; what fetch makes itself is left out', () => {
    const headers: ExchangeRecord['headers'] = [
      ...EXCHANGE.headers,
      ['Content-Length', '38'],
      ['Connection', 'close'],
    ];
    expect(writeFetch({ ...EXCHANGE, headers })).toBe(
      `const response = await fetch("http://localhost:8080/in/demo?x=1", {
  method: "POST",
  headers: [
    ["X-Odd", "Ü"],
  ],
  body: "{\\"event\\": \\"order.created\\",\\n \\"data\\": 1}",
});
console.log(response.status, await response.text());
`,
    );
  });

  it('is one module for several requests', () => {
    const code = writeFetches([EXCHANGE, EXCHANGE]);
    expect(code.match(/const response/g)).toHaveLength(2);
    expect(() => new vm.Script(`async () => {\n${code}}`)).not.toThrow();
    expect(writeFetches([EXCHANGE])).toBe(writeFetch(EXCHANGE));
  });

  it('keeps bytes that are no text, and gives GET no body', () => {
    const bodyBytes = Buffer.from([0xff, 0x00]);
    expect(writeFetch({ ...EXCHANGE, bodyBytes })).toContain('atob("/wA=")');
    expect(writeFetch({ ...EXCHANGE, method: 'GET', bodyBytes })).not.toContain('body:');
  });
});
