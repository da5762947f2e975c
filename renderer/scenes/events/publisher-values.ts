import type { FieldErrors } from '../../stores/use-form.ts';
import { amountOf, countText, numberOf } from '../../text/amount-text.ts';

export interface PublisherValues {
  eventTypes: string;
  rhythm: 'random' | 'interval';
  everyS: string;
  minS: string;
  maxS: string;
  /** Empty: until stopped. */
  count: string;
  /** Empty: any. */
  seed: string;
}

const MIN_S = 0.01;
const MAX_S = 86_400;

export function checkPublisher(values: PublisherValues): FieldErrors {
  const isRandom = values.rhythm === 'random';
  const isReversed = numberOf(values.minS) > numberOf(values.maxS);
  return {
    everyS: isRandom ? undefined : secondsFault(values.everyS),
    minS: isRandom ? secondsFault(values.minS) : undefined,
    maxS: isRandom
      ? (secondsFault(values.maxS) ?? (isReversed ? 'Not less than “From”.' : undefined))
      : undefined,
    count: wholeFault(values.count, 1, 10_000_000),
    seed: wholeFault(values.seed, 0, 2 ** 32 - 1),
  };
}

export function publisherBody(values: PublisherValues, eventTypes: string[]) {
  const [min, max] =
    values.rhythm === 'random' ? [values.minS, values.maxS] : [values.everyS, values.everyS];
  return {
    event_types: eventTypes,
    min_ms: Math.round(numberOf(min) * 1000),
    max_ms: Math.round(numberOf(max) * 1000),
    count: values.count.trim() === '' ? null : amountOf(values.count),
    ...(values.seed.trim() === '' ? {} : { seed: amountOf(values.seed) }),
  };
}

function secondsFault(text: string): string | undefined {
  const seconds = numberOf(text);
  const isFine = seconds >= MIN_S && seconds <= MAX_S;
  return isFine ? undefined : `From ${MIN_S} to ${countText(MAX_S)} seconds.`;
}

function wholeFault(text: string, min: number, max: number): string | undefined {
  const amount = amountOf(text);
  const isFine = text.trim() === '' || (amount >= min && amount <= max);
  return isFine ? undefined : `A whole number from ${min} to ${countText(max)}.`;
}
