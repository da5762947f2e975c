import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Fault } from '../contract/rule.ts';
import type { PlannedAnswer } from '../core/planned-answer.ts';
import type { Clock } from '../ports.ts';

/** One byte each this many milliseconds: slow enough for a client to notice, quick enough to end. */
const DRIP_EVERY_MS = 100;
/** Stands in for an empty body where a fault needs something to cut. */
const FAULT_BODY = Buffer.from('{"ok":true}\n');

/** Sends what was planned: an ordinary answer through Node, a fault on the raw socket. */
export function sendAnswer(
  response: ServerResponse,
  answer: PlannedAnswer,
  clock: Pick<Clock, 'after'>,
): void {
  if (answer.delayMs > 0) {
    const cancel = clock.after(answer.delayMs, () => sendNow(response, answer, clock));
    response.once('close', cancel);
  } else {
    sendNow(response, answer, clock);
  }
}

function sendNow(
  response: ServerResponse,
  answer: PlannedAnswer,
  clock: Pick<Clock, 'after'>,
): void {
  if (response.destroyed) {
    return;
  }
  if (answer.fault === null) {
    sendPlain(response, answer);
    return;
  }
  const { fault } = answer;
  whenOnSocket(response, (socket) => breakAnswer(socket, fault, { answer, clock }));
}

/** Framing follows from the body: what a rule says of it would only break the connection (there are faults for that). */
const FRAMING = /^(content-length|transfer-encoding)$/i;

function sendPlain(response: ServerResponse, answer: PlannedAnswer): void {
  const flat: string[] = [];
  for (const [name, value] of answer.headers) {
    if (!FRAMING.test(name)) {
      flat.push(name, value);
    }
  }
  const takesBody = answer.status !== 204 && answer.status !== 304;
  if (takesBody) {
    flat.push('Content-Length', String(answer.bodyBytes.length));
  }
  response.writeHead(answer.status, flat);
  if (takesBody && answer.bodyBytes.length > 0) {
    response.end(answer.bodyBytes);
  } else {
    response.end();
  }
}

/** With pipelining an answer gets the socket only when the ones before it are out. */
function whenOnSocket(response: ServerResponse, call: (socket: Socket) => void): void {
  if (response.socket) {
    call(response.socket);
  } else {
    response.once('socket', call);
  }
}

interface Broken {
  readonly answer: PlannedAnswer;
  readonly clock: Pick<Clock, 'after'>;
}

function breakAnswer(socket: Socket, fault: Fault, broken: Broken): void {
  const body = broken.answer.bodyBytes.length > 0 ? broken.answer.bodyBytes : FAULT_BODY;
  switch (fault) {
    case 'close':
      socket.end();
      socket.destroySoon();
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'hang':
      // The sender's own timeout ends this, or the receiver's close.
      return;
    case 'drip':
      drip(socket, Buffer.concat([rawHead(broken.answer, body.length), body]), broken.clock);
      return;
    case 'half_body':
      socket.write(rawHead(broken.answer, body.length));
      endSoon(socket, body.subarray(0, Math.floor(body.length / 2)));
      return;
    case 'wrong_length':
      // Fewer bytes are announced than come: what follows is noise to the sender.
      socket.write(rawHead(broken.answer, Math.floor(body.length / 2)));
      endSoon(socket, body);
      return;
    default:
      fault satisfies never;
  }
}

function endSoon(socket: Socket, bytes: Uint8Array): void {
  socket.write(bytes);
  socket.destroySoon();
}

function rawHead(answer: PlannedAnswer, lengthBytes: number): Buffer {
  const lines = [
    `HTTP/1.1 ${answer.status} ${answer.status < 300 ? 'OK' : 'Fault'}`,
    ...answer.headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${lengthBytes}`,
    'Connection: close',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function drip(socket: Socket, bytes: Uint8Array, clock: Pick<Clock, 'after'>): void {
  let cancel: () => void = () => undefined;
  const step = (position: number) => {
    if (socket.destroyed) {
      return;
    }
    socket.write(bytes.subarray(position, position + 1));
    if (position + 1 < bytes.length) {
      cancel = clock.after(DRIP_EVERY_MS, () => step(position + 1));
    } else {
      socket.destroySoon();
    }
  };
  socket.once('close', () => cancel());
  step(0);
}
