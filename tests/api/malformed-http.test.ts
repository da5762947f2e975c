import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemSchema } from '../../server/contract/problem.ts';
import { sendRaw } from '../support/raw-client.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

// What is no HTTP, or hardly: exposee and control answer with a problem document and go on.

let server: WholeServer;
beforeAll(async () => {
  server = await openWholeServer();
});
afterAll(() => server.close());

const LONG = 'a'.repeat(40_000);
const CASES: readonly (readonly [string, number, string, (host: string) => string])[] = [
  ['no HTTP', 400, 'malformed_request', () => 'hello\r\n\r\n'],
  ['an unknown method', 400, 'malformed_request', (h) => `FOO / HTTP/1.1\r\nHost: ${h}\r\n\r\n`],
  [
    'two lengths of a body',
    400,
    'malformed_request',
    (h) =>
      `POST /trigger HTTP/1.1\r\nHost: ${h}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    'a NUL in a header',
    400,
    'malformed_request',
    (h) => `GET / HTTP/1.1\r\nHost: ${h}\r\nX-A: a\0b\r\n\r\n`,
  ],
  [
    'headers without end',
    431,
    'headers_too_large',
    (h) => `GET / HTTP/1.1\r\nHost: ${h}\r\nX-A: ${LONG}\r\n\r\n`,
  ],
  ['no Host', 400, 'malformed_request', () => 'GET / HTTP/1.1\r\n\r\n'],
  [
    'two Hosts',
    400,
    'malformed_request',
    (h) => `GET / HTTP/1.1\r\nHost: ${h}\r\nHost: evil.test\r\n\r\n`,
  ],
  [
    'an expectation of its own',
    417,
    'expectation_failed',
    (h) => `POST /trigger HTTP/1.1\r\nHost: ${h}\r\nExpect: banana\r\nContent-Length: 2\r\n\r\n{}`,
  ],
  [
    'a target that is no path',
    400,
    'malformed_request',
    (h) => `GET http://[/ HTTP/1.1\r\nHost: ${h}\r\nConnection: close\r\n\r\n`,
  ],
];

describe.each(['exposee', 'control'] as const)('the %s', (listener) => {
  it.each(CASES)('answers %s with a problem document', async (_, status, code, bytesFor) => {
    const { host, port } = new URL(server.urls[listener]);
    const answer = await sendRaw(Number(port), bytesFor(host));
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain('application/problem+json');
    const problem = ProblemSchema.parse(JSON.parse(body));
    expect([problem.status, problem.code]).toEqual([status, code]);
  });

  it('goes on', async () => {
    expect((await fetch(server.urls[listener])).status).toBe(200);
  });
});

it.each(['constructor', '__proto__', 'toString', 'nope'])(
  'has no file of the docs named %s',
  async (name) => {
    expect((await server.exposee(`/docs/assets/${name}`)).status).toBe(404);
  },
);
