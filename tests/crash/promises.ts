import type { Ledger } from '../../server/contract/delivery.ts';
import { until } from '../support/until.ts';
import type { Acknowledged } from './load.ts';
import type { ServerProcess } from './server-process.ts';
import type { UnsteadySink } from './unsteady-sink.ts';

// What holds whatever is killed, and when. Each of these throws where it does not.

const DRAIN_LIMIT_MS = 180_000;

/** Everything that was acknowledged is there, and every delivery has ended well. */
export async function checkNothingLost(
  server: ServerProcess,
  sink: UnsteadySink,
  { events, captures }: Acknowledged,
): Promise<void> {
  const ledger = await drained(server);
  const lost = [...events].filter((id) => !sink.delivered.has(id));
  if (lost.length > 0) {
    throw new Error(`${lost.length} acknowledged events were never delivered, such as ${lost[0]}`);
  }
  if (ledger.events < events.size) {
    throw new Error(`${events.size} events acknowledged, ${ledger.events} stored`);
  }
  if (ledger.deliveries.failed + ledger.deliveries.cancelled > 0) {
    throw new Error(`some deliveries did not end as delivered: ${JSON.stringify(ledger)}`);
  }
  const kept = await listCaptures(server);
  const missing = [...captures].filter((mark) => !kept.has(mark));
  if (missing.length > 0) {
    throw new Error(`${missing.length} answered captures are gone, such as ${missing[0]}`);
  }
}

/**
 * An event comes twice only where its sender was killed between the answer and its record: never
 * within one life, and after each kill no more often than attempts were under way.
 */
export function checkRepeats(
  sink: UnsteadySink,
  most: number,
  killedLives: ReadonlySet<number>,
): void {
  const ofLife = new Map<number, number>();
  for (const [id, lives] of sink.delivered) {
    for (const [index, life] of lives.slice(1).entries()) {
      const before = lives[index] ?? life;
      if (before === life || !someBetween(killedLives, before, life)) {
        throw new Error(`${id} came twice although nothing was killed (lives ${lives})`);
      }
      ofLife.set(before, (ofLife.get(before) ?? 0) + 1);
    }
  }
  for (const [life, count] of ofLife) {
    if (count > most) {
      throw new Error(`${count} events of life ${life} came twice; ${most} can be under way`);
    }
  }
}

/** How many came twice after the kill that did the most harm. */
export function mostRepeats(sink: UnsteadySink): number {
  const ofLife = new Map<number, number>();
  for (const lives of sink.delivered.values()) {
    for (const life of lives.slice(0, -1)) {
      ofLife.set(life, (ofLife.get(life) ?? 0) + 1);
    }
  }
  return Math.max(0, ...ofLife.values());
}

/** The ledger now; it must balance. */
export async function balancedLedger(server: ServerProcess): Promise<Ledger> {
  const ledger = (await server.ask('/api/ledger')) as Ledger;
  const { total, pending, delivered, failed, cancelled } = ledger.deliveries;
  const { received, stored, pruned, deleted } = ledger.captures;
  if (
    total !== pending + delivered + failed + cancelled ||
    received !== stored + pruned + deleted
  ) {
    throw new Error(`the ledger does not balance: ${JSON.stringify(ledger)}`);
  }
  return ledger;
}

function someBetween(killed: ReadonlySet<number>, from: number, to: number): boolean {
  return Array.from({ length: to - from }, (_, index) => from + index).some((life) =>
    killed.has(life),
  );
}

/** Looks at the ledger until nothing is pending; it must balance each time. */
async function drained(server: ServerProcess): Promise<Ledger> {
  const isDrained = async () => (await balancedLedger(server)).deliveries.pending === 0;
  await until('no delivery is pending', isDrained, DRAIN_LIMIT_MS);
  return balancedLedger(server);
}

async function listCaptures(server: ServerProcess): Promise<Set<string>> {
  const marks = new Set<string>();
  let cursor = '';
  do {
    const page = (await server.ask(`/api/captures?limit=1000${cursor}`)) as {
      items: { path: string }[];
      next: string | null;
    };
    for (const { path } of page.items) {
      marks.add(path.split('/').at(-1) ?? '');
    }
    cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== '');
  return marks;
}
