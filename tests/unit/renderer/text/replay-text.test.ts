import { describe, expect, it } from 'vitest';
import { bulkReplayText, statusCounts } from '../../../../renderer/text/replay-text.ts';
import type { BulkReplay } from '../../../../server/contract/bulk-replay.ts';

const JOB: BulkReplay = {
  id: 'brp_1',
  list: 'captures',
  state: 'done',
  text: null,
  total: 1_200,
  sent: 1_200,
  answered: 1_200,
  ok: 1_200,
  statuses: {},
  problems: [],
  url: null,
  started_at: '2026-05-12T14:02:11.482Z',
  ended_at: null,
};

describe('bulkReplayText', () => {
  it.each<[Partial<BulkReplay>, string]>([
    [{}, 'Replayed 1,200 requests, all answered 2xx.'],
    [{ ok: 1_190 }, 'Replayed 1,200 requests, 10 not answered 2xx.'],
    [
      { state: 'stopped', sent: 12, answered: 11, ok: 11 },
      'Stopped: replayed 12 of 1,200 requests, 1 without an answer yet.',
    ],
    [
      { state: 'stopped', sent: 12, answered: 12, ok: 9 },
      'Stopped: replayed 12 of 1,200 requests, 3 not answered 2xx.',
    ],
    [
      { state: 'failed', sent: 1, text: 'url: say where to send it.' },
      'Stopped after 1 of 1,200. url: say where to send it.',
    ],
    [{ list: 'deliveries', total: 1, sent: 1, answered: 1, ok: 1 }, 'Replayed 1 event.'],
    [{ list: 'deliveries', ok: 1_198 }, 'Replayed 1,200 events, 2 are gone.'],
  ])('says how it ended: %o', (change, text) => {
    expect(bulkReplayText({ ...JOB, ...change })).toBe(text);
  });

  it('counts by status', () => {
    expect(statusCounts({ 200: 1_200, tls_failed: 1 })).toBe('200 ×1,200 · tls failed ×1');
  });
});
