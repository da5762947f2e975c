import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createNoticePace, NOTICE_INTERVAL_MS } from '../../../../renderer/platform/notice-pace.ts';
import { burstNotice, createNotifier } from '../../../../renderer/stores/notifier.ts';
import type { Preferences } from '../../../../renderer/stores/preferences.ts';
import { createResource } from '../../../../renderer/stores/resource.ts';
import type { ShellNotice } from '../../../../server/contract/bridge.ts';
import type { Burst } from '../../../../server/contract/burst.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-05-12T10:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const CAPTURE = {
  id: 'cap_1',
  number: 88,
  method: 'POST',
  path: '/in/demo?token=x',
  signature: { verdict: 'invalid' },
};

function burst(change: object): Burst {
  return {
    id: 'bst_1',
    state: 'done',
    ended_at: '2026-05-12T10:00:05.000Z',
    sent: 10_000,
    delivered: 9990,
    failed: 10,
    captured: { lost: 0, twice: 0 },
    ...change,
  } as Burst;
}

function setUp(chosen: Partial<Preferences> = {}) {
  const shown: ShellNotice[] = [];
  const state = { isFocused: false, rows: [CAPTURE] as object[] };
  const bursts = createResource(async () => [] as Burst[]);
  const view = { id: 'vew_1', list: 'inbox', name: 'Bad ones', filter: 'sig:bad' };
  const views = createResource(async () => [view] as never[]);
  const link = createStore(() => ({ live: { kind: 'open' } }) as never);
  const preferences = {
    store: createStore(
      () =>
        ({
          notifiesRuns: true,
          notifiesStop: true,
          notifiedViews: [],
          notifiesPayload: false,
          ...chosen,
        }) as unknown as Preferences,
    ),
  };
  const client = {
    call: vi.fn(async () => ({ items: state.rows })),
    captureBody: vi.fn(async () => ({ bytes: new TextEncoder().encode('{"card":1}') })),
  };
  const notifier = createNotifier({
    host: {
      permit: () => 'granted',
      ask: async () => 'granted',
      show: (notice) => shown.push(notice),
    },
    client: client as never,
    bursts,
    views,
    link,
    preferences,
    isFocused: () => state.isFocused,
    tellsStop: true,
  });
  return { shown, state, bursts, link, notifier, client };
}

const arrival = [
  { kind: 'rows', seq: 1, captures: [{}], deliveries: [], deleted_captures: [], stats: null },
] as never[];

describe('a run that finished', () => {
  it('is told once, with its figures and its address', () => {
    const { shown, bursts } = setUp();
    bursts.set([burst({ ended_at: null })]);
    bursts.set([burst({})]);
    bursts.set([burst({})]);
    expect(shown).toEqual([
      {
        title: 'Burst finished',
        body: '10,000 sent, 9,990 delivered, 10 failed, 0 lost.',
        path: '/burst/bst_1',
      },
    ]);
    expect(burstNotice(burst({ state: 'aborted', captured: null })).title).toBe(
      'Burst was aborted',
    );
  });

  it('is not told where somebody looks, where it is old, and where nobody wants it', () => {
    const { shown, bursts, state } = setUp();
    bursts.set([burst({ ended_at: '2026-05-12T09:00:00.000Z' })]);
    state.isFocused = true;
    bursts.set([burst({ id: 'bst_2' })]);
    expect(shown).toEqual([]);
    const silent = setUp({ notifiesRuns: false });
    silent.bursts.set([burst({})]);
    expect(silent.shown).toEqual([]);
  });
});

describe('a server that stopped', () => {
  it('is told once it stays away, not while it only starts anew', () => {
    const { shown, link } = setUp();
    link.setState({ live: { kind: 'lost' } } as never);
    vi.advanceTimersByTime(4000);
    link.setState({ live: { kind: 'open' } } as never);
    vi.advanceTimersByTime(10_000);
    expect(shown).toEqual([]);
    link.setState({ live: { kind: 'lost' } } as never);
    link.setState({ live: { kind: 'lost' } } as never);
    vi.advanceTimersByTime(6000);
    expect(shown.map(({ title }) => title)).toEqual(['The capture server stopped']);
  });
});

describe('a saved view with “Notify me”', () => {
  it('is told of new rows alone, opens the newest, and holds no payload', async () => {
    const { shown, state, notifier, client } = setUp({ notifiedViews: ['vew_1'] });
    await vi.advanceTimersByTimeAsync(0);
    notifier.saw(arrival);
    await vi.advanceTimersByTimeAsync(5000);
    expect(shown).toEqual([]);
    state.rows = [
      { ...CAPTURE, id: 'cap_3', number: 90 },
      { ...CAPTURE, id: 'cap_2', number: 89 },
      CAPTURE,
    ];
    notifier.saw(arrival);
    notifier.saw(arrival);
    await vi.advanceTimersByTimeAsync(5000);
    expect(shown).toEqual([
      {
        title: 'Bad ones: 2 new',
        body: '#90 POST /in/demo, signature invalid',
        path: '/inbox/cap_3?filter=sig%3Abad',
      },
    ]);
    expect(client.captureBody).not.toHaveBeenCalled();
    expect(client.call).toHaveBeenCalledTimes(3);
  });

  it('shows the beginning of the body where that is allowed', async () => {
    const { shown, state, notifier } = setUp({ notifiedViews: ['vew_1'], notifiesPayload: true });
    await vi.advanceTimersByTimeAsync(0);
    state.rows = [{ ...CAPTURE, number: 89 }];
    notifier.saw(arrival);
    await vi.advanceTimersByTimeAsync(5000);
    expect(shown[0]?.body).toContain('{"card":1}');
  });
});

describe('the pace', () => {
  it('shows one in ten seconds and groups the others', () => {
    const shown: ShellNotice[] = [];
    const pace = createNoticePace((notice) => shown.push(notice));
    pace({ title: 'a', body: '' });
    pace({ title: 'b', body: '' });
    pace({ title: 'c', body: '', path: '/inbox/cap_1' });
    expect(shown).toHaveLength(1);
    vi.advanceTimersByTime(NOTICE_INTERVAL_MS);
    expect(shown[1]).toEqual({ title: '2 notices', body: 'b, c', path: '/inbox/cap_1' });
  });
});
