import type { Socket } from 'node:net';
import type { Arrivals, IntakeDeps } from './receiver-intake.ts';

/** What Node says of a request that its parser did not take. */
export interface ParserError extends Error {
  readonly code?: string;
  readonly reason?: string;
  readonly rawPacket?: Uint8Array;
}

interface Refusal {
  readonly status: number;
  readonly phrase: string;
  readonly text: string;
}

/** Requests that Node's parser refuses reach nobody: they are answered here, kept as bytes, and harm no other. */
export function refuse(
  deps: Pick<IntakeDeps, 'startCapture' | 'clock'>,
  arrivals: Arrivals,
  { error, socket }: { error: ParserError; socket: Socket },
): void {
  const arriving = arrivals.get(socket);
  if (error.code === 'ECONNRESET' || !socket.writable) {
    arriving?.('the connection was reset.');
    socket.destroy();
    return;
  }
  const refusal = refusalOf(error);
  if (arriving) {
    arriving(refusal.text);
    return;
  }
  const answer = () => endWith(socket, refusal);
  if (error.rawPacket && error.rawPacket.length > 0) {
    keep(deps, { packet: error.rawPacket, socket, refusal }).then(answer, answer);
  } else {
    answer();
  }
}

function refusalOf(error: ParserError): Refusal {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        phrase: 'Request Header Fields Too Large',
        text: 'The headers are longer than 1 MiB.',
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: 408,
        phrase: 'Request Timeout',
        text: 'The request did not arrive in time.',
      };
    default:
      return {
        status: 400,
        phrase: 'Bad Request',
        text: `Not HTTP as the parser takes it: ${error.reason ?? error.message}.`,
      };
  }
}

/** Keeps the bytes as the body of a capture, under the method and target that its first line names. */
async function keep(
  deps: Pick<IntakeDeps, 'startCapture' | 'clock'>,
  { packet, socket, refusal }: { packet: Uint8Array; socket: Socket; refusal: Refusal },
): Promise<void> {
  const line = Buffer.from(packet.subarray(0, 2048)).toString('latin1').split(/\r?\n/, 1)[0] ?? '';
  const [method = '', target = ''] = line.split(' ');
  const open = deps.startCapture({
    method: /^[!-~]{1,40}$/.test(method) ? method : 'UNREADABLE',
    target: target.startsWith('/') ? target : '/',
    path: (target.startsWith('/') ? target : '/').split('?')[0] ?? '/',
    httpVersion: '',
    rawHeaders: [],
    url: '',
    remoteAddress: socket.remoteAddress ?? '',
    remotePort: socket.remotePort ?? 0,
    receivedAtMs: deps.clock.now(),
    startedAtMs: deps.clock.monotonic(),
  });
  const waits = open.write(packet);
  if (waits !== 'too_long') {
    await waits;
  }
  await open.finish({ kind: 'refused', status: refusal.status, why: refusal.text });
}

function endWith(socket: Socket, refusal: Refusal): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = `${refusal.text}\n`;
  socket.end(
    `HTTP/1.1 ${refusal.status} ${refusal.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.destroySoon();
}
