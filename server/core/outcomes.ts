import type { Outcome } from '../contract/delivery.ts';
import { durationText } from './durations.ts';

/** What came of one request, as far as its explanation needs it. */
export interface OutcomeFacts {
  readonly outcome: Outcome;
  readonly status: number | null;
  /** What failed, in a few words: an address, a certificate's fault. */
  readonly detail: string | null;
  readonly timeoutMs: number;
}

/** The first half of an explanation: what happened, without the full stop. */
export function outcomeText(facts: OutcomeFacts): string {
  const detail = facts.detail ? ` (${facts.detail})` : '';
  const limit = durationText(facts.timeoutMs);
  switch (facts.outcome) {
    case 'answered':
      return `The server answered ${facts.status}${detail}`;
    case 'redirected':
      return `The server answered ${facts.status}, a redirect, and redirects are never followed`;
    case 'timeout':
      return `No answer in ${limit}${detail}`;
    case 'answer_too_slow':
      return `The server began to answer ${facts.status} but did not finish within ${limit}`;
    case 'refused':
      return `Nothing answers ${facts.detail ? `at ${facts.detail}` : 'there'}`;
    case 'reset':
      return `The server reset the connection${detail}`;
    case 'closed':
      return `The server closed the connection before its answer was complete${detail}`;
    case 'dns_failed':
      return hasNoAddress(facts)
        ? (facts.detail ?? '')
        : `The host name could not be resolved${detail}`;
    case 'unreachable':
      return `The server could not be reached${detail}`;
    case 'tls_failed':
      return /^its? /.test(facts.detail ?? '')
        ? `I${facts.detail?.slice(1)}`
        : `No trusted TLS connection could be made${detail}`;
    case 'blocked':
      return `Sending is not allowed${detail}, so nothing was sent`;
    case 'invalid_answer':
      return `The answer is not valid HTTP/1.1${detail}`;
    case 'headers_too_large':
      return 'The headers of the answer are larger than 64 KiB';
    case 'headers_too_slow':
      return `The server began to answer but did not finish its headers within ${limit}`;
    case 'answer_too_large':
      return `The server answered ${facts.status} with a body of more than 1 MiB, and no more of it was read`;
    case 'cut_short':
      return `The server closed the connection in the middle of its answer${detail}`;
    case 'reset_in_answer':
      return `The server reset the connection in the middle of its answer${detail}`;
    case 'unasked_interim':
      return `The server sent an interim answer that nobody asked for${detail}`;
    case 'interrupted':
      return 'Hookbench stopped while this was being sent and never saw the answer';
  }
}

/** What to look at first, as a sentence of its own; empty where the explanation already says it. */
export function wayOutText(facts: Pick<OutcomeFacts, 'outcome' | 'detail'>): string {
  if (facts.outcome === 'refused') {
    return 'Is your app running?';
  }
  return hasNoAddress(facts) ? 'Check the spelling.' : '';
}

function hasNoAddress({ outcome, detail }: Pick<OutcomeFacts, 'outcome' | 'detail'>): boolean {
  return outcome === 'dns_failed' && (detail ?? '').endsWith('has no address');
}
