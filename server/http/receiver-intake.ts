import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PlannedAnswer, statusOf } from '../core/planned-answer.ts';
import { pairHeaders, pathOfTarget } from '../core/raw-headers.ts';
import { calledUrl } from '../core/receiver-url.ts';
import type { CapturedRequest, OpenCapture } from '../flows/capture-request.ts';
import type { ArrivalEnd, RequestHead } from '../flows/request-head.ts';
import type { Clock } from '../ports.ts';
import { sendAnswer } from './receiver-answer.ts';
import { countRequest, type OpenConnections } from './receiver-connections.ts';

/** After a body was cut the sender may go on for this long, so that it gets to read the answer. */
const DRAIN_MS = 5_000;
const DRAIN_BYTES = 64 * 1024 * 1024;

export interface IntakeDeps {
  readonly clock: Clock;
  readonly startCapture: (head: RequestHead) => OpenCapture;
  readonly publicUrl: () => string | null;
  /** What is done once a capture is stored and before it is answered; may change the answer. */
  readonly beforeAnswer: (captured: CapturedRequest) => Promise<PlannedAnswer> | PlannedAnswer;
}

/** The head of a request as Node read it; names keep their case and order. */
function readHead(
  request: IncomingMessage,
  deps: Pick<IntakeDeps, 'clock' | 'publicUrl'>,
): RequestHead {
  const rawHeaders = pairHeaders(request.rawHeaders);
  const target = request.url ?? '/';
  return {
    method: request.method ?? 'GET',
    target,
    path: pathOfTarget(target),
    httpVersion: request.httpVersion,
    rawHeaders,
    url: calledUrl(target, rawHeaders, deps.publicUrl()),
    remoteAddress: request.socket.remoteAddress ?? '',
    remotePort: request.socket.remotePort ?? 0,
    receivedAtMs: deps.clock.now(),
    startedAtMs: deps.clock.monotonic(),
  };
}

/** Takes in one request: body to the flow as it comes, then the answer. */
export function takeIn(
  deps: IntakeDeps,
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
  connections: OpenConnections,
): void {
  const { request, response } = exchange;
  const connection = countRequest(connections, request.socket, response);
  const open = deps.startCapture(readHead(request, deps));
  let isEnded = false;
  const end = (how: ArrivalEnd) => {
    if (isEnded) {
      return;
    }
    isEnded = true;
    if (connection.arriving?.request === request) {
      connection.arriving = undefined;
    }
    open.finish(how).then((captured) => {
      const answer = deps.beforeAnswer(captured);
      if (answer instanceof Promise) {
        answer.then((late) => settle(deps, exchange, { how, answer: late }), ignore);
      } else {
        settle(deps, exchange, { how, answer });
      }
    }, ignore);
  };
  connection.arriving = {
    request,
    breakOff: (status, why) => {
      while (request.read() !== null) {
        // What has come and was not looked at yet goes to the listener below.
      }
      end({ kind: 'broken_off', status, why });
    },
  };
  request.on('data', (chunk: Uint8Array) => {
    const waits = isEnded ? undefined : open.write(chunk);
    if (waits === 'too_long') {
      end({ kind: 'too_long' });
    } else if (waits !== undefined) {
      request.pause();
      const resume = () => request.resume();
      waits.then(resume, resume);
    }
  });
  request.on('end', () => end({ kind: 'whole', rawTrailers: pairHeaders(request.rawTrailers) }));
  request.on('error', ignore);
  request.on('close', () =>
    end({
      kind: 'broken_off',
      status: null,
      why: 'the sender closed the connection in the middle of it.',
    }),
  );
  response.on('error', ignore);
}

function settle(
  deps: IntakeDeps,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  { how, answer }: { how: ArrivalEnd; answer: PlannedAnswer },
): void {
  switch (how.kind) {
    case 'whole':
      sendAnswer(response, answer, deps.clock);
      return;
    case 'too_long':
      answerAndDrain(deps, { request, response }, answer);
      return;
    case 'refused':
    case 'broken_off':
      if (!response.destroyed && !request.destroyed) {
        response.shouldKeepAlive = false;
        sendAnswer(response, answer, deps.clock);
      }
      return;
    default:
      how satisfies never;
  }
}

/**
 * Answers while the sender still sends: the answer goes out whole at once, but the connection stays
 * open for a while, because closing it on unread bytes would reset it and lose the answer.
 */
function answerAndDrain(
  deps: IntakeDeps,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  answer: PlannedAnswer,
): void {
  if (response.destroyed) {
    return;
  }
  response.shouldKeepAlive = false;
  if (request.complete || statusOf(answer) === null) {
    sendAnswer(response, answer, deps.clock);
    return;
  }
  const flat = answer.headers.flat();
  response.writeHead(answer.status, [...flat, 'Content-Length', String(answer.bodyBytes.length)]);
  if (answer.bodyBytes.length > 0) {
    response.write(answer.bodyBytes);
  } else {
    response.flushHeaders();
  }
  let drainedBytes = 0;
  const close = () => {
    cancel();
    response.end();
  };
  const cancel = deps.clock.after(DRAIN_MS, close);
  request.on('data', (chunk: Uint8Array) => {
    drainedBytes += chunk.length;
    if (drainedBytes > DRAIN_BYTES) {
      close();
    }
  });
  request.once('end', close);
  request.once('close', close);
  request.resume();
}

function ignore(): void {
  // A sender that goes away is no error of ours: what came is stored, nobody waits for the answer.
}
