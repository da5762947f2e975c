import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProblemCode } from '../contract/problem.ts';
import { problemOf } from './problems.ts';

/** Answers a request that Node's parser refused: no handler ever sees it, and Node says nothing but a status. */
export function answerUnparsed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = refusalOf(error);
  const problem = problemOf(code, detail);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
      `Cache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function refusalOf({ code }: NodeJS.ErrnoException): [ProblemCode, string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [
        'headers_too_large',
        'Target and headers together are too long. Send at most 16 KiB.',
      ];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['request_timeout', 'The request did not arrive in time. Send it again, whole.'];
    default:
      return ['malformed_request', `This is not HTTP (${code ?? 'unreadable'}).`];
  }
}

/** Node would answer these with a bare status before any handler; HTTP/1.1 asks for exactly one Host. */
export function withOneHost(handle: RequestListener): RequestListener {
  return (request, response) => {
    const hosts = request.headersDistinct.host?.length ?? 0;
    if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) {
      const found = hosts === 0 ? 'has no Host header' : 'has more than one Host header';
      answerEarly(response, 'malformed_request', `The request ${found}. Send one.`);
      return;
    }
    handle(request, response);
  };
}

/** What to answer to an `Expect` other than 100-continue, which Node answers by itself. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const detail = `Nothing is known of "Expect: ${request.headers.expect?.slice(0, 100)}". Send 100-continue, or no Expect at all.`;
  answerEarly(response, 'expectation_failed', detail);
}

function answerEarly(response: ServerResponse, code: ProblemCode, detail: string): void {
  const problem = problemOf(code, detail);
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  });
  response.end(body);
}
