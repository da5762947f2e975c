import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Ends a request whose body is still on its way; `status` is what the sender is told, null where it is gone. */
export type BreakOff = (status: number | null, why: string) => void;

/** What is under way on one connection. */
export interface OpenConnection {
  /** The request that is being taken in. */
  arriving: { readonly request: IncomingMessage; readonly breakOff: BreakOff } | undefined;
  /** Requests whose answer is not out yet. */
  unanswered: number;
  /** Broken bytes came: nothing that follows is looked at. */
  isRefused: boolean;
  onAnswered: (() => void) | undefined;
}

/** By connection, so that what Node says of a socket finds the requests on it. */
export type OpenConnections = WeakMap<Duplex, OpenConnection>;

/** Counts a request until its answer is out or its connection is gone. */
export function countRequest(
  connections: OpenConnections,
  socket: Duplex,
  response: ServerResponse,
): OpenConnection {
  const connection = connectionOf(connections, socket);
  connection.unanswered += 1;
  response.once('close', () => {
    connection.unanswered -= 1;
    if (connection.unanswered === 0) {
      connection.onAnswered?.();
    }
  });
  return connection;
}

export function connectionOf(connections: OpenConnections, socket: Duplex): OpenConnection {
  const known = connections.get(socket);
  if (known) {
    return known;
  }
  const fresh = {
    arriving: undefined,
    unanswered: 0,
    isRefused: false,
    onAnswered: undefined,
  };
  connections.set(socket, fresh);
  return fresh;
}

/** Answers keep the order of the requests: what is said of later bytes waits for those before. */
export function whenAnswered(connection: OpenConnection): Promise<void> {
  return new Promise((resolve) => {
    if (connection.unanswered === 0) {
      resolve();
    } else {
      connection.onAnswered = resolve;
    }
  });
}
