import type { Socket } from 'node:net';
import type { ParserError } from './parser-error.ts';
import { connectionOf, type OpenConnections, whenAnswered } from './receiver-connections.ts';
import type { IntakeDeps } from './receiver-intake.ts';
import { restorePacket } from './receiver-odd-methods.ts';

/** Bytes after a request that said it is the connection's last. */
const CLOSED = 'HPE_CLOSED_CONNECTION';
/** The sender ended its side in the middle of a request. */
const SHUT = 'HPE_INVALID_EOF_STATE';

interface Refusal {
  /** Null where the connection ends without another word. */
  readonly status: number | null;
  readonly phrase: string;
  readonly text: string;
}

/**
 * Bytes that Node's parser refuses reach nobody: they are answered here, kept as bytes, and harm no
 * other request: those before them on the connection are answered first, each with its own answer.
 */
export function refuse(
  deps: Pick<IntakeDeps, 'startCapture' | 'clock'>,
  connections: OpenConnections,
  { error, socket }: { error: ParserError; socket: Socket },
): void {
  const connection = connectionOf(connections, socket);
  const { arriving } = connection;
  if (error.code === 'ECONNRESET' || (!socket.writable && error.code !== CLOSED)) {
    arriving?.breakOff(null, 'the connection was reset.');
    socket.destroy();
    return;
  }
  const refusal = refusalOf(error);
  if (arriving && !arriving.request.complete) {
    // An end of file says too little: who only shut its side reads the answer, who is gone does not.
    arriving.breakOff(error.code === SHUT ? null : refusal.status, refusal.text);
    return;
  }
  if (connection.isRefused) {
    return;
  }
  connection.isRefused = true;
  const { rawPacket } = error;
  const isKept = rawPacket !== undefined && rawPacket.length > 0;
  // A request before it that has not been handed on yet stood in the same packet: its line is not this one's.
  const packet = { bytes: copyOf(rawPacket, socket), isNamed: arriving === undefined };
  const kept = isKept ? keep(deps, { packet, socket, refusal }) : Promise.resolve();
  const answer = () => whenAnswered(connection).then(() => endWith(socket, refusal));
  kept.then(answer, answer);
}

/** The parser uses its buffer again. */
function copyOf(packet: Uint8Array | undefined, socket: Socket): Uint8Array {
  return Buffer.from(restorePacket(socket, packet ?? new Uint8Array(0)));
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
    case CLOSED:
      return {
        status: null,
        phrase: '',
        text: 'These bytes follow a request that was to be the last of its connection (is its Content-Length too small?).',
      };
    case SHUT:
      return {
        status: 400,
        phrase: 'Bad Request',
        text: 'The sender shut its side in the middle of the request.',
      };
    default:
      return {
        status: 400,
        phrase: 'Bad Request',
        text: `Not HTTP as the parser takes it: ${error.reason ?? error.message}.`,
      };
  }
}

interface Packet {
  readonly bytes: Uint8Array;
  /** Its first line is the request's at fault. */
  readonly isNamed: boolean;
}

/** Keeps the bytes as the body of a capture, under the method and target that its first line names. */
async function keep(
  deps: Pick<IntakeDeps, 'startCapture' | 'clock'>,
  { packet, socket, refusal }: { packet: Packet; socket: Socket; refusal: Refusal },
): Promise<void> {
  const start = Buffer.from(packet.bytes.subarray(0, packet.isNamed ? 2048 : 0));
  const line = start.toString('latin1').split(/\r?\n/, 1)[0] ?? '';
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
  const waits = open.write(packet.bytes);
  if (waits !== 'too_long') {
    await waits;
  }
  await open.finish({ kind: 'refused', status: refusal.status, why: refusal.text });
}

function endWith(socket: Socket, refusal: Refusal): void {
  if (!socket.writable || refusal.status === null) {
    socket.destroySoon();
    return;
  }
  const body = `${refusal.text}\n`;
  socket.end(
    `HTTP/1.1 ${refusal.status} ${refusal.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.destroySoon();
}
