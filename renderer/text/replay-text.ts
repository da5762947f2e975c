import type { BulkReplay } from '../../server/contract/bulk-replay.ts';
import { countOf, countText } from './amount-text.ts';

/** How a replay of many ended, in one sentence. */
export function bulkReplayText(job: BulkReplay): string {
  const { list, sent, total, state } = job;
  if (state === 'failed') {
    return `Stopped after ${countText(sent)} of ${countText(total)}. ${job.text ?? ''}`.trim();
  }
  const noun = list === 'captures' ? 'request' : 'event';
  const done =
    state === 'stopped'
      ? `Stopped: replayed ${countText(sent)} of ${countOf(total, noun)}`
      : `Replayed ${countOf(sent, noun)}`;
  return `${done}${fateText(job)}.`;
}

function fateText({ list, sent, answered, ok }: BulkReplay): string {
  const bad = answered - ok;
  if (list === 'deliveries') {
    return bad === 0 ? '' : `, ${countText(bad)} are gone`;
  }
  const waiting = sent > answered ? `, ${countText(sent - answered)} without an answer yet` : '';
  if (bad > 0) {
    return `, ${countText(bad)} not answered 2xx${waiting}`;
  }
  return waiting === '' && sent > 0 ? ', all answered 2xx' : waiting;
}

/** `200 ×12 · 503 ×1` */
export function statusCounts(statuses: Readonly<Record<string, number>>): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${status.replaceAll('_', ' ')} ×${countText(count)}`)
    .join(' · ');
}
