import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createArrivalSummary } from '../../../../renderer/stores/arrival-summary.ts';
import { type AnnounceMode, createNotices } from '../../../../renderer/stores/notices.ts';
import type { Capture } from '../../../../server/contract/capture.ts';
import type { LiveFrame } from '../../../../server/contract/live.ts';

type Verdict = Capture['signature']['verdict'];

function frameOf(...captures: { number: number; verdict: Verdict }[]): LiveFrame {
  const rows = captures.map(({ number, verdict }) => ({
    id: `cap_${number}`,
    number,
    event_type: 'invoice.paid',
    is_unseen: true,
    signature: { verdict },
  }));
  return { kind: 'rows', captures: rows } as unknown as LiveFrame;
}

function bed(announce: AnnounceMode) {
  const notices = createNotices();
  const preferences = { store: { getState: () => ({ announce }) } };
  const summary = createArrivalSummary(notices, preferences as never);
  return { summary, spoken: () => notices.store.getState().polite.text };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('what a screen reader hears of arrivals', () => {
  it('is one sentence every five seconds', () => {
    const { summary, spoken } = bed('summary');
    summary.saw([frameOf({ number: 1, verdict: 'valid' }, { number: 2, verdict: 'invalid' })]);
    vi.advanceTimersByTime(3_000);
    summary.saw([frameOf({ number: 3, verdict: 'invalid' })]);
    expect(spoken()).toBe('');
    vi.advanceTimersByTime(2_000);
    expect(spoken()).toBe('3 new requests, 2 with bad signatures.');
  });

  it('is each request where asked for, and a count where several come in a second', () => {
    const { summary, spoken } = bed('each');
    summary.saw([frameOf({ number: 88, verdict: 'valid' })]);
    vi.advanceTimersByTime(1_000);
    expect(spoken()).toBe('Request 88, invoice.paid, signature valid.');
    summary.saw([frameOf({ number: 89, verdict: 'valid' }, { number: 90, verdict: 'missing' })]);
    vi.advanceTimersByTime(1_000);
    expect(spoken()).toBe('2 new requests.');
  });

  it('is nothing when it is off', () => {
    const { summary, spoken } = bed('off');
    summary.saw([frameOf({ number: 1, verdict: 'invalid' })]);
    vi.advanceTimersByTime(10_000);
    expect(spoken()).toBe('');
  });
});

describe('announcements', () => {
  it('are new ones even with the same words, and may differ from what is shown', () => {
    const { store, show, alert } = createNotices();
    show('Deleted 1 request.');
    const first = store.getState().polite;
    show('Deleted 1 request.');
    expect(store.getState().polite).not.toEqual(first);
    show('Done in 38 ms.', { spoken: 'Done in 38 milliseconds.' });
    expect(store.getState()).toMatchObject({
      toast: { text: 'Done in 38 ms.' },
      polite: { text: 'Done in 38 milliseconds.' },
    });
    alert('Lost the local server.');
    expect(store.getState().assertive.text).toBe('Lost the local server.');
  });
});
