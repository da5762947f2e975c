// What happens in one process is seen in the live rates of every other one. Workers and servers tell
// each other what they counted; what is lost while Redis is away is missing in ten seconds of rates.
import { AttemptTally } from '../../core/attempt-tally.ts';
import { bucketOfMs } from '../../core/sliding-histogram.ts';
import type { Clock, Meter } from '../../ports.ts';
import type { RedisBus } from './bus.ts';
import type { RedisLink } from './connection.ts';

/** What a process did since it last said so. */
export interface RateNews {
  /** Attempts by the bucket of their duration: pairs of bucket and count. */
  readonly attempts: readonly (readonly [bucket: number, count: number])[];
  readonly captures: number;
}

/** The attempts of every process, as the script that records them counts: it equals the ledger. */
export async function readSharedTally(link: RedisLink): Promise<AttemptTally> {
  return AttemptTally.read(await link.ask((redis) => redis.hgetall(link.key('tried'))));
}

const RATES_CHANNEL = 'rates';
/** Rates are of whole seconds: sooner would not be seen. */
const GATHER_MS = 500;

/** A meter that counts in `meter` and tells the others; `hear` is given what they tell. */
export async function shareRates(
  { bus, clock }: { readonly bus: RedisBus; readonly clock: Pick<Clock, 'after'> },
  meter: Meter,
  hear?: (news: RateNews) => void,
): Promise<Meter> {
  let attempts = new Map<number, number>();
  let captures = 0;
  let isGathering = false;
  const gather = () => {
    if (!isGathering) {
      isGathering = true;
      clock.after(GATHER_MS, () => {
        bus.say(RATES_CHANNEL, { attempts: [...attempts], captures } satisfies RateNews);
        attempts = new Map();
        captures = 0;
        isGathering = false;
      });
    }
  };
  if (hear) {
    // Said by this function alone.
    await bus.hear(RATES_CHANNEL, (message) => hear(message as RateNews));
  }
  return {
    triggered: (events, deliveries) => meter.triggered(events, deliveries),
    attempted(outcome, isSuccess, totalMs) {
      meter.attempted(outcome, isSuccess, totalMs);
      const bucket = bucketOfMs(totalMs);
      attempts.set(bucket, (attempts.get(bucket) ?? 0) + 1);
      gather();
    },
    captured(sizeBytes) {
      meter.captured(sizeBytes);
      captures += 1;
      gather();
    },
  };
}
