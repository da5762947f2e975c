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
