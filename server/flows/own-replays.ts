import type { SocketEnds } from '../ports.ts';
import type { ArrivedRequest } from './capture-request.ts';

/** One replay on its way: told of its connection, and of its end. */
export interface ReplayOnItsWay {
  readonly onConnected: (ends: SocketEnds) => void;
  readonly onDone: () => void;
}

/**
 * Recognises our own replays when they come back in, by the connection that they are on: nothing is
 * added to their bytes, and nobody else's request can have the same. Through a tunnel or a proxy the
 * connection is another one; such a replay is not recognised.
 */
export function createOwnReplays() {
  /** Per sending end, the port that the connection leads to. */
  const underWay = new Map<string, number>();
  let receiverPort = () => 0;
  return {
    /** Which port our receiver has: known later than who asks. */
    knowReceiver: (port: () => number): void => {
      receiverPort = port;
    },
    start: (): ReplayOnItsWay => {
      let key: string | undefined;
      return {
        onConnected: ({ localAddress, localPort, remotePort }) => {
          key = keyOf(localAddress, localPort);
          underWay.set(key, remotePort);
        },
        onDone: () => {
          if (key !== undefined) {
            underWay.delete(key);
          }
        },
      };
    },
    isReplay: ({ head }: Pick<ArrivedRequest, 'head'>): boolean =>
      underWay.size > 0 &&
      underWay.get(keyOf(head.remoteAddress, head.remotePort)) === receiverPort(),
  };
}
export type OwnReplays = ReturnType<typeof createOwnReplays>;

/** A listener on both kinds of addresses sees IPv4's as IPv6's. */
function keyOf(address: string, port: number): string {
  return `${address.replace(/^::ffff:/i, '')} ${port}`;
}
