import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../../server/contract/delivery.ts';
import type { LiveFrame, LiveStats } from '../../../server/contract/live.ts';
import type { DeliveryRecord } from '../../../server/core/records.ts';
import { createLiveHub, type LiveHub } from '../../../server/http/live.ts';
import { createMemoryLog } from '../../support/exposee-bed.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

let clock: FakeClock;
let hub: LiveHub;
let rate: number;

beforeEach(() => {
  clock = createFakeClock();
  rate = 0;
  hub = createLiveHub({
    clock,
    log: createMemoryLog(),
    presentDelivery: ({ id, attempts }) => ({ id, attempts }) as Partial<Delivery> as Delivery,
    presentCapture: () => {
      throw new Error('no captures here');
    },
    stats: async () => ({ deliveries_per_s: rate }) as Partial<LiveStats> as LiveStats,
  });
});

/** A client of the stream; `isStuck` reads nothing. */
function join(lastEventId = '', isStuck = false) {
  const response = Object.assign(new PassThrough({ highWaterMark: isStuck ? 1024 : 1e8 }), {
    setHeader: () => undefined,
    statusCode: 0,
  });
  let text = '';
  const read = () => response.on('data', (part) => (text += part));
  if (!isStuck) {
    read();
  }
  const socket = { setTimeout: () => undefined, setNoDelay: () => undefined };
  const parts = { res: response, req: { socket }, get: () => lastEventId };
  const context: Context = Object.assign(Object.create(null), parts);
  hub.serve(context);
  return {
    leave: () => response.destroy(),
    read,
    text: () => text,
    frames: (): LiveFrame[] =>
      [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? '')),
  };
}

const delivery = (id: string, attempts = 0) =>
  ({ id, attempts }) as Partial<DeliveryRecord> as DeliveryRecord;
/** Frames without those that carry figures only. */
const news = (frames: LiveFrame[]) =>
  frames.filter((frame) => frame.kind !== 'rows' || frame.stats === null);

describe('the live stream', () => {
  it('gathers what changes within 50 ms into one frame, each row once with its newest state', async () => {
    const client = join();
    hub.delivery(delivery('a', 1));
    hub.delivery(delivery('b', 1));
    hub.delivery(delivery('a', 2));
    hub.changed('rules');
    hub.changed('rules');
    await clock.advance(49);
    expect(client.frames()).toEqual([]);
    await clock.advance(1);
    expect(client.frames()).toMatchObject([
      {
        kind: 'rows',
        deliveries: [
          { id: 'a', attempts: 2 },
          { id: 'b', attempts: 1 },
        ],
      },
      { kind: 'changed', what: ['rules'] },
    ]);
  });

  it('numbers frames without holes and sends what a client missed', async () => {
    const client = join();
    hub.changed('rules');
    await clock.advance(60);
    const [first] = client.frames();
    client.leave();
    await clock.advance(10);
    hub.changed('settings');
    await clock.advance(60);
    hub.changed('inboxes');
    await clock.advance(60);
    const back = join(String(first?.seq));
    await clock.advance(1);
    expect(back.frames()).toMatchObject([
      { seq: (first?.seq ?? 0) + 1, what: ['settings'] },
      { seq: (first?.seq ?? 0) + 2, what: ['inboxes'] },
    ]);
  });

  it('tells of a gap where what was missed is no longer kept', async () => {
    const client = join();
    hub.changed('rules');
    await clock.advance(60);
    const seq = client.frames()[0]?.seq ?? 0;
    client.leave();
    await clock.advance(60_000);
    hub.changed('settings');
    await clock.advance(60);
    const back = join(String(seq));
    await clock.advance(1);
    expect(back.frames()).toMatchObject([{ kind: 'gap', from: seq + 1 }]);
    hub.changed('inboxes');
    await clock.advance(60);
    const [gap, next] = news(back.frames());
    expect(next).toMatchObject({ seq: (gap?.seq ?? 0) + 1, what: ['inboxes'] });
  });

  it('tells of a gap to a client of an earlier run', async () => {
    const back = join('17');
    await clock.advance(1);
    expect(back.frames()).toMatchObject([{ kind: 'gap', from: 18 }]);
  });

  it('misses nothing between a read of its number and the start of the stream', async () => {
    const seq = hub.seq();
    hub.changed('rules');
    await clock.advance(100);
    const client = join(String(seq));
    await clock.advance(1);
    expect(client.frames()).toMatchObject([{ seq: seq + 1, what: ['rules'] }]);
  });

  it('makes no frames while nobody listens', async () => {
    hub.delivery(delivery('a'));
    hub.changed('rules');
    expect(clock.timers()).toBe(0);
  });

  it('asks for a refetch where more rows change than a frame may hold', async () => {
    const client = join();
    for (let index = 0; index < 700; index += 1) {
      hub.delivery(delivery(`d${index}`));
    }
    await clock.advance(60);
    const [rows, changed] = client.frames();
    expect(rows?.kind === 'rows' && rows.deliveries.length).toBe(500);
    expect(changed).toMatchObject({ kind: 'changed', what: ['deliveries'] });
  });

  it('leaves frames out for a client that does not read, and tells it of the gap later', async () => {
    const stuck = join('', true);
    for (let index = 0; index < 100; index += 1) {
      hub.delivery(delivery(`d${index}-${'x'.repeat(30_000)}`));
      await clock.advance(60);
    }
    stuck.read();
    await clock.advance(60);
    const frames = news(stuck.frames());
    expect(stuck.text().length).toBeLessThan(2_000_000);
    const gap = frames.at(-1);
    expect(gap).toMatchObject({ kind: 'gap', from: (frames.at(-2)?.seq ?? 0) + 1 });
    expect(gap?.seq).toBe(hub.seq());
  });

  it('sends figures once a second while they change, and says that it lives while they do not', async () => {
    const client = join();
    rate = 5;
    await clock.advance(3000);
    expect(client.frames()).toMatchObject([{ kind: 'rows', stats: { deliveries_per_s: 5 } }]);
    await clock.advance(8000);
    expect(client.text()).toContain(': still here');
    client.leave();
    await clock.advance(60_000);
    expect(clock.timers()).toBe(0);
  });
});
