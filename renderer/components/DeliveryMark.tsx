import type { Attempt, Delivery, Outcome } from '../../server/contract/delivery.ts';
import { Status, type StatusKind } from './Status.tsx';

const OUTCOME_WORDS: Record<Outcome, string> = {
  answered: 'answered',
  redirected: 'redirect',
  timeout: 'timeout',
  refused: 'refused',
  reset: 'reset',
  closed: 'closed',
  dns_failed: 'no address',
  unreachable: 'unreachable',
  tls_failed: 'TLS',
  blocked: 'blocked',
  invalid_answer: 'bad answer',
  headers_too_large: 'headers too large',
  answer_too_slow: 'too slow',
  interrupted: 'interrupted',
  headers_too_slow: 'too slow',
  answer_too_large: 'too large',
  cut_short: 'cut short',
  reset_in_answer: 'reset',
  unasked_interim: 'bad answer',
};

export function statusKindOf(delivery: Delivery): StatusKind {
  switch (delivery.state) {
    case 'delivered':
      return 'delivered';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'disabled';
    case 'pending':
      return delivery.attempts > 0 ? 'retrying' : 'pending';
    default:
      return delivery.state satisfies never;
  }
}

/** What the last attempt came to, in a word or a status code. */
export function outcomeText(
  last: { status: number | null; outcome: Outcome | null } | null,
): string | null {
  if (last === null) {
    return null;
  }
  return last.status === null
    ? last.outcome === null
      ? null
      : OUTCOME_WORDS[last.outcome]
    : String(last.status);
}

export function DeliveryMark({ delivery, isPlain }: { delivery: Delivery; isPlain?: boolean }) {
  const last = { status: delivery.last_status, outcome: delivery.last_outcome };
  const text = outcomeText(last) ?? undefined;
  const kind = statusKindOf(delivery);
  const shown = kind === 'disabled' ? 'cancelled' : text;
  return (
    <Status kind={kind} isPlain={isPlain ?? false}>
      {shown}
    </Status>
  );
}

export function AttemptMark({ attempt }: { attempt: Attempt }) {
  return (
    <Status kind={attempt.is_success ? 'delivered' : 'failed'}>
      {outcomeText({ status: attempt.status, outcome: attempt.outcome })}
    </Status>
  );
}

/** What we answered to a request: a code in its colour, or that the connection was cut. */
export function AnswerMark({ status }: { status: number | null }) {
  if (status === null) {
    return (
      <Status kind="failed" isPlain>
        cut
      </Status>
    );
  }
  return <span className={`mono ${status < 400 ? 'text-ink-2' : 'text-fail'}`}>{status}</span>;
}
