import type { Outcome } from '../../server/contract/delivery.ts';
import type { OutgoingRequest, Transport, TransportResult } from '../../server/ports.ts';

export type Answer = Partial<TransportResult> & { readonly outcome?: Outcome };

export type ScriptedTransport = Transport & { readonly sent: OutgoingRequest[] };

/** A transport that answers as its script says, without a socket. */
export function createScriptedTransport(
  answer: (request: OutgoingRequest, count: number) => Answer | Promise<Answer>,
): ScriptedTransport {
  const sent: OutgoingRequest[] = [];
  return {
    sent,
    send: async (request) => {
      sent.push(request);
      return {
        outcome: 'answered',
        status: 204,
        headers: [],
        bodyBytes: new Uint8Array(),
        sizeBytes: 0,
        isCut: false,
        connectMs: null,
        waitMs: 1,
        totalMs: 1,
        detail: null,
        ...(await answer(request, sent.length)),
      };
    },
    close: async () => undefined,
  };
}
