import type { Burst } from '../../../server/contract/burst.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import type { FieldErrors } from '../../stores/use-form.ts';
import { amountOf } from '../../text/amount-text.ts';

/** Stands for a URL of its own in the list of targets. */
export const ONE_OFF = 'one-off';

export interface BurstValues {
  count: string;
  eventType: string;
  /** A subscription's id, or ONE_OFF. */
  target: string;
  url: string;
  rate: string;
  parallel: string;
}

/** 10,000 of the first event type to the local inbox at 1,000 a second. */
export function firstValues(
  firstType: string,
  subscriptions: readonly Subscription[],
  receiverUrl: string,
): BurstValues {
  const enabled = subscriptions.filter(({ state }) => state === 'enabled');
  const local =
    enabled.find(({ is_demo }) => is_demo) ??
    enabled.find(({ url }) => url.startsWith(receiverUrl));
  return {
    count: '10,000',
    eventType: firstType,
    target: local?.id ?? ONE_OFF,
    url: `${receiverUrl.replace(/\/$/, '')}/burst`,
    rate: '1,000',
    parallel: '50',
  };
}

export function checkValues(values: BurstValues): FieldErrors {
  return {
    count: rangeFault(values.count, 200_000),
    rate: rangeFault(values.rate, 20_000),
    parallel: rangeFault(values.parallel, 1000),
    url:
      values.target !== ONE_OFF || URL.canParse(values.url)
        ? undefined
        : 'A whole URL, such as http://localhost:3000/hooks.',
  };
}

function rangeFault(text: string, max: number): string | undefined {
  const amount = amountOf(text);
  return amount >= 1 && amount <= max
    ? undefined
    : `A whole number from 1 to ${max.toLocaleString('en')}.`;
}

const STATE_TEXT: Record<Burst['state'], string> = {
  sending: 'Sending',
  waiting: 'Waiting for the last answers',
  done: 'Finished',
  stopped: 'Stopped',
  aborted: 'Aborted',
};

export function stateText(burst: Pick<Burst, 'state' | 'error'>): string {
  return burst.error === null
    ? STATE_TEXT[burst.state]
    : `${STATE_TEXT[burst.state]}: ${burst.error}`;
}
