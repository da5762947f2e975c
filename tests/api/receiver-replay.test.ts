import { afterEach, describe, expect, it } from 'vitest';
import { ReplayCreateSchema } from '../../server/contract/exchange.ts';
import type { CaptureId } from '../../server/contract/ids.ts';
import { standard } from '../../server/core/dialects/standard.ts';
import { findHeader } from '../../server/core/raw-headers.ts';
import { createOwnReplays } from '../../server/flows/own-replays.ts';
import { createReplays } from '../../server/flows/replay-capture.ts';
import { sendRaw } from '../support/raw-client.ts';
import { realClock } from '../support/receiver-bed.ts';
import { openWholeReceiver, plainBox, realRandom } from '../support/whole-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"event":"order.created","data":{"total":1}}';

/** A receiver with one signed capture at /in/demo, and replays over it at a clock that can be moved. */
async function open() {
  let shiftMs = 0;
  const clock = { ...realClock, now: () => Date.now() + shiftMs };
  const ownReplays = createOwnReplays();
  const bed = await openWholeReceiver({}, { clock, isReplay: ownReplays.isReplay });
  ownReplays.knowReceiver(() => bed.port);
  closers.push(bed.close);
  await bed.stores.inboxes.put({
    id: 'inb_000000000001' as never,
    path: '/in/demo',
    name: 'demo',
    dialect: 'standard',
    keys: [
      {
        sealedSecret: plainBox.seal(SECRET),
        publicKey: null,
        hint: '',
        createdAtMs: 0,
        expiresAtMs: null,
      },
    ],
    answersChallenges: true,
    isDemo: false,
  });
  const signed = standard.seal({
    request: {
      method: 'POST',
      url: `${bed.url}/in/demo`,
      headers: [['X-First', '1']],
      bodyBytes: Buffer.from(BODY),
    },
    deliveryId: 'evt_1',
    nowMs: clock.now(),
    keys: [{ secret: SECRET }],
  });
  const lines = [...signed.headers, ['X-Last', '2']].map(([n, v]) => `${n}: ${v}\r\n`).join('');
  await sendRaw(
    bed.port,
    `POST /in/demo?q=1 HTTP/1.1\r\nHost: x\r\n${lines}Content-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`,
  );
  const replays = createReplays({
    captures: bed.store,
    clock,
    random: realRandom,
    dialects: bed.receiver.dialects,
    signingPathOf: bed.receiver.signingPathOf,
    exactTransport: bed.exactTransport,
    settings: () => ({ forward_urls: [] }),
    ownReplays,
  });
  const id = bed.kept[0]?.record.id as CaptureId;
  const start = (input: object, waitMs?: number) =>
    replays.start(id, ReplayCreateSchema.parse({ url: bed.url, wait_ms: waitMs, ...input }));
  return {
    ...bed,
    replays,
    id,
    start,
    age: (ms: number) => {
      shiftMs += ms;
    },
  };
}

describe('replay', () => {
  it('signs anew by default: fresh timestamp, same id, header places kept, marked as a replay', async () => {
    const bed = await open();
    bed.age(14 * 60_000);
    const replay = await bed.start({});
    expect(replay).toMatchObject({ mode: 'resign', state: 'done', done: 1, warning: null });
    expect(replay.runs[0]).toMatchObject({ status: 204, differences: [] });
    const [first, second] = bed.kept;
    expect(second?.record).toMatchObject({
      verdict: 'valid',
      deliveryKey: 'evt_1',
      target: '/in/demo?q=1',
      isReplay: true,
    });
    expect(first?.record.isReplay).toBe(false);
    const names = (index: number) =>
      bed.kept[index]?.detail.rawHeaders.map(([name]) => name).filter((n) => n !== 'Connection');
    expect(names(1)).toEqual(names(0));
    const stamp = (index: number) =>
      Number(findHeader(bed.kept[index]?.detail.rawHeaders ?? [], 'webhook-timestamp'));
    expect(stamp(1) - stamp(0)).toBeGreaterThanOrEqual(14 * 60);
  });

  it('sends exact bytes when asked, and says that their timestamp is old', async () => {
    const bed = await open();
    bed.age(14 * 60_000);
    const replay = await bed.start({ mode: 'exact' });
    expect(replay.warning).toBe('Timestamp is 14 min old; most verifiers reject after 5 min.');
    expect(bed.kept[1]?.record.verdict).toBe('stale');
  });

  it("marks no stranger's request, however alike, and no second one on its own connection", async () => {
    const bed = await open();
    let isSent = false;
    const { save } = bed.store;
    bed.store.save = async (capture, ...rest) => {
      if (capture.isReplay && !isSent) {
        isSent = true;
        // While our own is still unanswered, the very same bytes from somebody else.
        await sendRaw(
          bed.port,
          'POST /in/demo?q=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
        );
      }
      return save(capture, ...rest);
    };
    await bed.start({ mode: 'exact', headers: [], body_text: '{}' });
    expect(bed.kept.map(({ record }) => record.isReplay)).toEqual([false, false, true]);
    await bed.exactTransport.send({
      method: 'POST',
      url: `${bed.url}/in/demo?q=1`,
      headers: [],
      bodyBytes: Buffer.from('{}'),
      timeoutMs: 5_000,
      maxConnections: 1,
      allowsPrivate: true,
      allowsLoopback: true,
      trustsCertificate: false,
      keepBytes: 0,
    });
    const [replay, forward] = bed.kept.slice(2);
    expect(forward?.detail.remotePort).toBe(replay?.detail.remotePort);
    expect(forward?.record.isReplay).toBe(false);
    await bed.start({ times: 3 });
    expect(bed.kept.slice(4).map(({ record }) => record.isReplay)).toEqual([true, true, true]);
  });

  it('lets everything be edited, with the signature following', async () => {
    const bed = await open();
    await bed.start({
      url: `${bed.url}/in/demo/other?new=1`,
      method: 'PUT',
      headers: [['X-New', 'yes']],
      body_text: '{"event":"order.created","data":{"total":2}}',
    });
    expect(bed.kept[1]?.record).toMatchObject({
      method: 'PUT',
      target: '/in/demo/other?new=1',
      verdict: 'valid',
    });
    expect(Buffer.from(bed.kept[1]?.bodyBytes ?? []).toString()).toContain('"total":2');
    await bed.start({ mode: 'exact', body_text: '{}' });
    expect(bed.kept[2]?.record.verdict).toBe('invalid');
    await bed.start({ secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}` });
    expect(bed.kept[3]?.record.verdict).toBe('invalid');
  });

  it.each([
    ['chunks', [['Transfer-Encoding', 'chunked']], ['transfer-encoding']],
    [
      'chunks in place of the length',
      [
        ['transfer-encoding', 'gzip, Chunked'],
        ['Content-Length', '5'],
      ],
      ['transfer-encoding'],
    ],
    ['its own length', [['Content-Length', '99']], ['content-length']],
    ['no coding that it does not have', [['Transfer-Encoding', 'identity']], ['content-length']],
  ] as const)('frames an edited request once: %s', async (_, headers, framing) => {
    const bed = await open();
    const body = '{"event":"a","data":1}';
    const replay = await bed.start({ mode: 'exact', headers, body_text: body });
    expect(replay.runs[0]?.status).toBe(204);
    const kept = bed.kept[1];
    const names = kept?.detail.rawHeaders.map(([name]) => name.toLowerCase()) ?? [];
    expect(names.filter((name) => /^(content-length|transfer-encoding)$/.test(name))).toEqual(
      framing,
    );
    expect(kept?.record.isCut).toBe(false);
    expect(Buffer.from(kept?.bodyBytes ?? []).toString()).toBe(body);
  });

  it('says that a name has no address, where nobody can be asked for it', async () => {
    const bed = await open();
    // Too long for a name, so that no resolver is asked.
    const name = `${'a'.repeat(64)}.test`;
    const replay = await bed.start({ url: `http://${name}/` });
    expect(replay.runs).toMatchObject([{ outcome: 'dns_failed', status: null }]);
    expect(replay.runs[0]?.text).toContain(`${name} has no address`);
  });

  it('refuses a body that is given twice', async () => {
    const bed = await open();
    await expect(bed.start({ body_text: 'a', body_base64: 'YQ==' })).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'body_text' }],
    });
  });

  it('runs N times at a rate with a result each, and stops when told to', async () => {
    const bed = await open();
    const all = await bed.start({ times: 20 });
    expect(all).toMatchObject({ done: 20, statuses: { 204: 20 }, state: 'done' });
    expect(all.runs.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    const slow = await bed.start({ times: 1000, rate_per_s: 1 }, 1);
    expect(slow.state).toBe('running');
    const stopped = bed.replays.stop(slow.id);
    expect(stopped.state).toBe('stopped');
    expect(stopped.done).toBeLessThan(1000);
    await bed.start({ times: 5 });
    // One at most was on its way.
    expect(bed.replays.get(slow.id).done).toBeLessThanOrEqual(stopped.done + 1);
  });

  it('names both loopback addresses where nothing listens, and what differs where the answer does', async () => {
    const bed = await open();
    const dead = await bed.start({ url: 'http://localhost:9/x' });
    expect(dead.runs[0]).toMatchObject({
      outcome: 'refused',
      text: 'Nothing answers at http://localhost:9 (tried 127.0.0.1 and ::1). Is your app running?',
    });
    await bed.stores.rules.put({
      id: 'rul_000000000001' as never,
      name: 'teapot',
      isOn: true,
      when: {},
      action: { answer: { status: 418, headers: [], body: 'tea' } },
      position: 0,
    });
    expect((await bed.start({})).runs[0]?.differences).toEqual([
      'status was 204, is 418',
      'body was 0 bytes, is 3 bytes, not the same',
    ]);
  });

  it('asks for a target where there is none yet, and refuses a capture that is gone', async () => {
    const bed = await open();
    const fresh = createReplays({
      ...bed,
      captures: bed.store,
      clock: realClock,
      random: realRandom,
      dialects: bed.receiver.dialects,
      signingPathOf: bed.receiver.signingPathOf,
      settings: () => ({ forward_urls: [] }),
    });
    await expect(fresh.start(bed.id, ReplayCreateSchema.parse({}))).rejects.toThrow(/^url: /);
    const gone = fresh.start(
      'cap_nothing' as CaptureId,
      ReplayCreateSchema.parse({ url: bed.url }),
    );
    await expect(gone).rejects.toMatchObject({ code: 'capture_not_found' });
  });
});
