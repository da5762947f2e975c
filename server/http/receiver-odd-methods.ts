// Node's parser takes the methods of http.METHODS and refuses all others, but a receiver captures
// every method. A request with another one is given to the same server a second time, over a stream
// that says POST in its place; everything else passes through as it is, and the method is put back
// before anybody looks. The parser of the real socket goes on refusing packet by packet: each of
// them arrives here through `clientError`.

import { type IncomingMessage, METHODS, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ParserError } from './parser-error.ts';
import { type OpenConnection, whenAnswered } from './receiver-connections.ts';

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}) [^ \r\n]+ HTTP\/1\.[01]\r?\n/;
const STAND_IN = 'POST';
/** More than any request line that Node's parser takes in one go. */
const LINE_BYTES = 64 * 1024;

class OddMethodStream extends Duplex {
  readonly method: string;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** One such request per connection: the next could be anything. */
  isTaken = false;
  readonly #socket: Socket;
  /** Answers to the requests before it are out. */
  readonly #turn: Promise<void>;

  constructor(socket: Socket, method: string, turn: Promise<void>) {
    super({ allowHalfOpen: true });
    this.method = method;
    this.remoteAddress = socket.remoteAddress;
    this.remotePort = socket.remotePort;
    this.#socket = socket;
    this.#turn = turn;
    socket.once('close', () => this.destroy());
  }

  override _read(): void {
    // What arrives is pushed; the socket's own pace is the sender's.
  }

  override _write(
    chunk: Uint8Array,
    _: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    void this.#turn.then(() => this.#socket.write(chunk, done));
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** Node's server asks for these of a socket. */
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  destroySoon(): void {
    this.end();
  }
  resetAndDestroy(): void {
    this.#socket.resetAndDestroy();
    this.destroy();
  }
}

const streams = new WeakMap<Socket, OddMethodStream>();

/** Takes a packet that the parser refused, where it belongs to a request with a method of its own. */
export function rescueOddMethod(
  server: Server,
  {
    socket,
    error,
    connection,
  }: {
    readonly socket: Socket;
    readonly error: ParserError;
    readonly connection: OpenConnection;
  },
): boolean {
  const known = streams.get(socket);
  if (known) {
    if (error.rawPacket && error.rawPacket.length > 0) {
      known.push(copyOf(error.rawPacket));
    }
    return true;
  }
  if (error.code !== 'HPE_INVALID_METHOD' || !error.rawPacket) {
    return false;
  }
  const packet = copyOf(error.rawPacket);
  const method = REQUEST_LINE.exec(packet.toString('latin1', 0, LINE_BYTES))?.[1];
  if (method === undefined || METHODS.includes(method)) {
    return false;
  }
  const stream = new OddMethodStream(socket, method, whenAnswered(connection));
  streams.set(socket, stream);
  // Node ends a socket whose sender has shut its side and of which its parser has no request open.
  socket.removeAllListeners('end');
  socket.once('end', () => stream.push(null));
  server.emit('connection', stream);
  stream.push(Buffer.concat([Buffer.from(STAND_IN), packet.subarray(method.length)]));
  return true;
}

/** Puts the method back. False where the request stands behind such a one: its connection ends with that one's answer. */
export function restoreMethod(request: IncomingMessage, response: ServerResponse): boolean {
  const stream: unknown = request.socket;
  if (!(stream instanceof OddMethodStream)) {
    return true;
  }
  response.shouldKeepAlive = false;
  if (stream.isTaken) {
    return false;
  }
  stream.isTaken = true;
  request.method = stream.method;
  return true;
}

/** The packet as it was on the wire, where the method was replaced in it. */
export function restorePacket(socket: unknown, packet: Uint8Array): Uint8Array {
  return socket instanceof OddMethodStream && !socket.isTaken
    ? Buffer.concat([Buffer.from(socket.method), packet.subarray(STAND_IN.length)])
    : packet;
}

/** The parser uses its buffer again. */
function copyOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}
