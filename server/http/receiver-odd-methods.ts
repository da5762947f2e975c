// Node's parser takes the methods of http.METHODS and refuses all others, but a receiver captures
// every method. A request with another one is given to the same server a second time, over a stream
// that says POST in its place; everything else passes through as it is, and the method is put back
// before anybody looks. The parser of the real socket goes on refusing packet by packet: each of
// them arrives here through `clientError`.

import { type IncomingMessage, METHODS, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ParserError } from './receiver-refused.ts';

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}) [^ \r\n]+ HTTP\/1\.[01]\r?\n/;
const STAND_IN = 'POST';
/** More than any request line that Node's parser takes in one go. */
const LINE_BYTES = 64 * 1024;

class OddMethodStream extends Duplex {
  readonly method: string;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly #socket: Socket;

  constructor(socket: Socket, method: string) {
    super({ allowHalfOpen: true });
    this.method = method;
    this.remoteAddress = socket.remoteAddress;
    this.remotePort = socket.remotePort;
    this.#socket = socket;
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
    this.#socket.write(chunk, done);
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
export function rescueOddMethod(server: Server, socket: Socket, error: ParserError): boolean {
  const known = streams.get(socket);
  if (known) {
    known.push(error.rawPacket && error.rawPacket.length > 0 ? copyOf(error.rawPacket) : null);
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
  const stream = new OddMethodStream(socket, method);
  streams.set(socket, stream);
  server.emit('connection', stream);
  stream.push(Buffer.concat([Buffer.from(STAND_IN), packet.subarray(method.length)]));
  return true;
}

/** Puts the method back. One such request per connection: the next could be anything. */
export function restoreMethod(request: IncomingMessage, response: ServerResponse): void {
  const stream: unknown = request.socket;
  if (stream instanceof OddMethodStream) {
    request.method = stream.method;
    response.shouldKeepAlive = false;
  }
}

/** The parser uses its buffer again. */
function copyOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}
