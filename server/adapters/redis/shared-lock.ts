import { randomUUID } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Clock } from '../../ports.ts';
import { type RedisLink, redisScript } from './connection.ts';

/** A process that died in the middle holds the others up for at most this long. */
const LOCK_MS = 10_000;
const LOOK_AGAIN_MS = 20;
const MAX_LOOKS = 750;

const UNLOCK = redisScript(`
if redis.call('GET', ARGV[1]..ARGV[2]) == ARGV[3] then redis.call('DEL', ARGV[1]..ARGV[2]) end
return 1`);

interface Deps {
  readonly link: RedisLink;
  readonly clock: Clock;
  /** Called inside the lock, before the job: it sees what others have changed. */
  readonly sync: () => Promise<void>;
}

/** Runs jobs one after the other over all processes on one Redis. */
export function createSharedLock(
  deps: Deps,
): <Result>(job: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const act = () => locked(deps, job);
    const result = last.then(act, act);
    last = result.catch(() => undefined);
    return result;
  };
}

async function locked<Result>(deps: Deps, job: () => Promise<Result>): Promise<Result> {
  const { link } = deps;
  const token = randomUUID();
  await take(deps, token);
  try {
    await deps.sync();
    return await job();
  } finally {
    // Where Redis is away the lock runs out by itself.
    await link.run(UNLOCK, 'lock', token).catch(() => undefined);
  }
}

async function take({ link, clock }: Deps, token: string): Promise<void> {
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const taken = await link.ask((redis) =>
      redis.set(link.key('lock'), token, 'PX', LOCK_MS, 'NX'),
    );
    if (taken !== null) {
      return;
    }
    await new Promise<void>((resolve) => {
      clock.after(LOOK_AGAIN_MS, resolve);
    });
  }
  throw new AppError('unavailable', 'Another process changes the configuration. Try again.');
}
