// What senders do wrong, or hardly anybody does, as bytes on the wire, with what the receiver answers and keeps:
// the rows of the table in resources/docs/receiver.md.

export const HOST = 'Host: x\r\n';
export const CHUNKED = `${HOST}Transfer-Encoding: chunked\r\n`;
/** Pipelined behind each of them: 204 where the connection still serves. */
const AFTER = `GET /after HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;

export interface SenderFault {
  readonly name: string;
  readonly sent: string;
  readonly statuses: string;
  /** One line a capture: method, target, bytes, `cut`, status. Left out where the network's packets decide. */
  readonly kept?: readonly string[];
  readonly isShut?: boolean;
}

const get = (headers: string, line = 'GET /a HTTP/1.1') => `${line}\r\n${headers}\r\n${AFTER}`;
const post = (headers: string, body: string) => `POST /a HTTP/1.1\r\n${headers}\r\n${body}${AFTER}`;
const kept = (method: string, bytes: number, target = '/a') => `${method} ${target} ${bytes} 204`;
const NEXT = 'GET /after 0 204';

function served(name: string, sent: string, first: string): SenderFault {
  return { name, sent, statuses: '204 204', kept: [first, NEXT] };
}

/** Refused before any of it counts as a request: the whole packet is kept, nothing behind it is served. */
function refused(name: string, sent: string, named?: string): SenderFault {
  const label = named ?? sent.slice(0, sent.indexOf(' HTTP'));
  return { name, sent, statuses: '400', kept: [`${label} ${sent.length} cut 400`] };
}

/** Refused in the middle of the body: what came of it is kept. */
function brokenBody(name: string, sent: string, bytes: number, status = 400): SenderFault {
  return { name, sent, statuses: `${status}`, kept: [`POST /a ${bytes} cut ${status}`] };
}

/** An answer, then the end of the connection; what follows is kept as bytes that nobody was answered. */
function servedLast(name: string, sent: string, first: string): SenderFault {
  return { name, sent, statuses: '204', kept: [first, `UNREADABLE / ${sent.length} cut null`] };
}

export const SENDER_FAULTS: readonly SenderFault[] = [
  {
    name: '100 pipelined requests',
    sent: Array.from(
      { length: 100 },
      () => `POST /a HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\nhi`,
    )
      .join('')
      .concat(AFTER),
    statuses: Array.from({ length: 101 }, () => '204').join(' '),
    kept: [...Array.from({ length: 100 }, () => kept('POST', 2)), NEXT],
  },
  refused(
    'Content-Length and Transfer-Encoding',
    post(`${HOST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'),
  ),
  refused(
    'Transfer-Encoding and Content-Length',
    post(`${CHUNKED}Content-Length: 6\r\n`, '0\r\n\r\n'),
  ),
  refused(
    'two different lengths',
    post(`${HOST}Content-Length: 6\r\nContent-Length: 5\r\n`, 'hello'),
  ),
  refused(
    'the same length twice',
    post(`${HOST}Content-Length: 5\r\nContent-Length: 5\r\n`, 'hello'),
  ),
  refused('a list of lengths', post(`${HOST}Content-Length: 5, 5\r\n`, 'hello')),
  refused('a length with a sign', post(`${HOST}Content-Length: +5\r\n`, 'hello')),
  refused('a length of 24 digits', post(`${HOST}Content-Length: ${'9'.repeat(24)}\r\n`, 'hello')),
  refused('a space before the colon', post(`${HOST}Content-Length : 5\r\n`, 'hello')),
  brokenBody(
    'Transfer-Encoding: xchunked',
    post(`${HOST}Transfer-Encoding: xchunked\r\n`, '0\r\n\r\n'),
    0,
  ),
  refused(
    'a coding after chunked',
    post(`${HOST}Transfer-Encoding: chunked, identity\r\n`, '0\r\n\r\n'),
  ),
  refused('chunked twice', post(`${CHUNKED}Transfer-Encoding: chunked\r\n`, '0\r\n\r\n')),
  refused(
    'a vertical tab before chunked',
    post(`${HOST}Transfer-Encoding: \x0bchunked\r\n`, '0\r\n\r\n'),
  ),
  refused('bare line feeds', `GET /a HTTP/1.1\nHost: x\n\n${AFTER}`),
  refused('one bare line feed', get('Host: x\nX-A: 1\r\n')),
  refused('a bare carriage return in a value', get(`${HOST}X-A: 1\rX-B: 2\r\n`)),
  refused('a folded header', get(`${HOST}X-A: 1\r\n  more\r\n`)),
  refused('a NUL in a value', get(`${HOST}X-A: 1\0b\r\n`)),
  refused('a NUL in a name', get(`${HOST}X\0A: 1\r\n`)),
  refused('a header without a colon', get(`${HOST}nonsense\r\n`)),
  refused('a header without a name', get(`${HOST}: v\r\n`)),
  refused('a space in the target', get(HOST, 'GET /a b HTTP/1.1'), 'GET /a'),
  refused('a version that is none', get(HOST, 'GET /a HTTP/1.2')),
  refused('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'PRI /'),
  refused('TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'UNREADABLE /'),
  served(
    'extensions of chunks',
    post(CHUNKED, '5;a="b";c\r\nhello\r\n0;x=1\r\n\r\n'),
    kept('POST', 5),
  ),
  brokenBody(
    'an extension of 50 KB',
    post(CHUNKED, `5\r\nhello\r\n5;${'e'.repeat(50_000)}\r\nhello\r\n0\r\n\r\n`),
    5,
  ),
  brokenBody(
    'a chunk size beyond 64 bits',
    post(CHUNKED, '5\r\nhello\r\nFFFFFFFFFFFFFFFFFF\r\n'),
    5,
  ),
  brokenBody('a chunk size that is none', post(CHUNKED, '5\r\nhello\r\n0x5\r\nhello\r\n'), 5),
  brokenBody('a chunk longer than it says', post(CHUNKED, '5\r\nhelloworld\r\n0\r\n\r\n'), 5),
  brokenBody(
    'a length among the trailers',
    post(CHUNKED, '1\r\nx\r\n0\r\nContent-Length: 7\r\n\r\n'),
    1,
  ),
  brokenBody(
    'trailers beyond 1 MiB',
    post(CHUNKED, `1\r\nx\r\n0\r\nX: ${'a'.repeat(1_100_000)}\r\n\r\n`),
    1,
    431,
  ),
  served('trailers', post(CHUNKED, '5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n'), kept('POST', 5)),
  {
    name: 'Expect: 100-continue',
    sent: post(`${HOST}Content-Length: 5\r\nExpect: 100-continue\r\n`, 'hello'),
    statuses: '100 204 204',
    kept: [kept('POST', 5), NEXT],
  },
  served(
    'Expect: banana',
    post(`${HOST}Content-Length: 5\r\nExpect: banana\r\n`, 'hello'),
    kept('POST', 5),
  ),
  servedLast(
    'HTTP/1.0',
    'POST /a HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello'.concat(AFTER),
    kept('POST', 5),
  ),
  servedLast('HTTP/0.9', `GET /a\r\n\r\n${AFTER}`, kept('GET', 0)),
  servedLast(
    'more bytes than Content-Length says, on the last request of a connection',
    `POST /a HTTP/1.1\r\n${HOST}Content-Length: 2\r\nConnection: close\r\n\r\nhello`,
    kept('POST', 2),
  ),
  {
    name: 'more bytes than Content-Length says',
    sent: `POST /a HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\nhello\r\n\r\n`,
    statuses: '204 400',
    kept: [kept('POST', 2), 'UNREADABLE / 57 cut 400'],
  },
  served(
    'a target in absolute form',
    get(HOST, 'GET http://evil.test:81/a?b=1 HTTP/1.1'),
    kept('GET', 0, 'http://evil.test:81/a?b=1'),
  ),
  served('OPTIONS *', get(HOST, 'OPTIONS * HTTP/1.1'), kept('OPTIONS', 0, '*')),
  {
    name: 'CONNECT',
    sent: get(HOST, 'CONNECT a.test:443 HTTP/1.1'),
    statuses: '204',
    kept: [kept('CONNECT', 0, 'a.test:443')],
  },
  {
    name: 'Upgrade',
    sent: get(`${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n`),
    statuses: '204',
    kept: [kept('GET', 0)],
  },
  served('TRACE', get(`${HOST}X-Secret: s\r\n`, 'TRACE /a HTTP/1.1'), kept('TRACE', 0)),
  served(
    'a GET with a body',
    `GET /a HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello${AFTER}`,
    kept('GET', 5),
  ),
  served('two Hosts', get(`${HOST}Host: y\r\n`), kept('GET', 0)),
  {
    name: 'a method that nobody knows, with another request behind it',
    sent: `BREW /a HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello${AFTER}`,
    statuses: '204',
    kept: [kept('BREW', 5)],
  },
  refused(
    'a smuggling try under a method that nobody knows',
    `BREW /a HTTP/1.1\r\n${CHUNKED}Content-Length: 6\r\n\r\n0\r\n\r\n${AFTER}`,
  ),
  {
    name: 'a method that nobody knows, behind another request',
    sent: `GET /a HTTP/1.1\r\n${HOST}\r\nBREW /b HTTP/1.1\r\n${HOST}\r\n`,
    statuses: '204 400',
    kept: [kept('GET', 0), 'UNREADABLE / 57 cut 400'],
  },
  {
    name: 'half a head, then its side shut',
    sent: 'GET /a HTTP/1.1\r\nHo',
    isShut: true,
    statuses: '400',
    kept: [],
  },
  {
    name: 'half a body, then its side shut',
    sent: `POST /a HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nhello`,
    isShut: true,
    statuses: '400',
    kept: ['POST /a 5 cut null'],
  },
  {
    name: 'half a chunk, then its side shut',
    sent: `POST /a HTTP/1.1\r\n${CHUNKED}\r\n5\r\nhel`,
    isShut: true,
    statuses: '400',
    kept: ['POST /a 3 cut null'],
  },
  {
    name: 'half a body under a method that nobody knows, then its side shut',
    sent: `BREW /a HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nhello`,
    isShut: true,
    statuses: '400',
    kept: ['BREW /a 5 cut null'],
  },
  {
    name: 'a whole request, then its side shut',
    sent: `POST /a HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello`,
    isShut: true,
    statuses: '204',
    kept: [kept('POST', 5)],
  },
  { name: 'nothing, then its side shut', sent: '', isShut: true, statuses: '', kept: [] },
  {
    name: 'headers beyond 1 MiB',
    sent: get(`${HOST}X: ${'a'.repeat(1_100_000)}\r\n`),
    statuses: '431',
  },
  {
    name: '10,000 headers',
    sent: get(HOST + Array.from({ length: 10_000 }, (_, at) => `X-${at}: ${at}\r\n`).join('')),
    statuses: '204 204',
    kept: [kept('GET', 0), NEXT],
  },
];
