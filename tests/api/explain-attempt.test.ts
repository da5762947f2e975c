import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { openSendingBed, type SendingBed } from '../support/sending-bed.ts';

const EVENT = 'payment_received';
const HOUR_MS = 3_600_000;

let clock: FakeClock;
let bed: SendingBed;
beforeEach(async () => {
  clock = createFakeClock();
  bed = await openSendingBed(clock);
});
afterEach(() => bed.close());

async function explain(delivery: string, body: object = {}, at = 0) {
  const { attempts } = await bed.delivery(delivery);
  return bed.api(`/deliveries/${delivery}/attempts/${attempts[at].id}/explain`, body);
}

const partsOf = (answer: {
  signed_base64: string;
  spans: { part: string; start: number; end: number }[];
}) => {
  const bytes = Buffer.from(answer.signed_base64, 'base64');
  return Object.fromEntries(
    answer.spans.map(({ part, start, end }) => [part, bytes.subarray(start, end).toString()]),
  );
};

describe('what an attempt signed', () => {
  it('is told part by part, with the key masked and the value that was sent', async () => {
    const { id, secret } = await bed.subscribe('/explained', EVENT);
    const delivery = await bed.fire(EVENT, 'evt-explained', { total: 1999 });
    await bed.attempted(delivery, 1);
    const [came] = bed.sink.at('/explained');
    const at = new Date(Number(came?.headers['webhook-timestamp']) * 1000);
    const answer = await explain(delivery);
    expect(answer).toMatchObject({
      certainty: 'valid',
      received: new Webhook(secret).sign('evt-explained', at, came?.text ?? ''),
      report: { verdict: 'valid', dialect: 'standard' },
      key_id: `${id}:0`,
    });
    expect(partsOf(answer)).toMatchObject({
      id: 'evt-explained',
      timestamp: String(at.getTime() / 1000),
      body: came?.text,
    });
    expect(answer.key_form).toContain('whsec_••••');
    expect(JSON.stringify(answer)).not.toContain(secret.slice('whsec_'.length));
  });

  it('holds with the key that it had then, whatever was rotated and however old it is', async () => {
    const { id, secret } = await bed.subscribe('/then', EVENT);
    const before = await bed.fire(EVENT, 'evt-then');
    await bed.attempted(before, 1);
    await clock.advance(1000);
    await bed.api(`/subscriptions/${id}/rotate`, { overlap_ms: 24 * HOUR_MS });
    await clock.advance(HOUR_MS);
    const answer = await explain(before);
    expect(answer).toMatchObject({ certainty: 'valid', key_id: `${id}:1` });
    const other = await explain(before, { key: `${id}:0` });
    expect(other.report.verdict).toBe('invalid');
    expect((await explain(before, { secret })).certainty).toBe('valid');
  });

  it('of a one-off send is checked with its own secret; what was broken on purpose fails', async () => {
    const fire = async (breakIt: string[]) => {
      const { delivery_id } = await bed.api('/test-fire', {
        url: `${bed.sink.url}/once`,
        event: EVENT,
        data: {},
        dialect: 'stripe',
        secret: 'whsec_of_this_send_alone',
        break_it: breakIt,
      });
      await bed.attempted(delivery_id, 1);
      return explain(delivery_id);
    };
    const sound = await fire([]);
    expect(sound).toMatchObject({ certainty: 'valid', report: { dialect: 'stripe' } });
    expect(sound.key_form).toContain('the secret of this send');
    expect((await fire(['wrong_signature'])).report.verdict).toBe('invalid');
  });

  it('of a replay with a secret of its own is signed with that one, what follows is not', async () => {
    const { secret: own } = await bed.subscribe('/resigned', EVENT);
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const first = await bed.fire(EVENT, 'evt-resigned');
    await bed.attempted(first, 1);
    const { delivery_id: again } = await bed.api(`/deliveries/${first}/replay`, { secret });
    await bed.attempted(again, 1);
    await bed.attempted(await bed.fire(EVENT, 'evt-next'), 1);
    await bed.attempted((await bed.api(`/deliveries/${again}/replay`, {})).delivery_id, 1);
    const signed = bed.sink.at('/resigned').map(({ headers, text, id }) => {
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      const signs = (by: string) =>
        new Webhook(by).sign(id, at, text) === headers['webhook-signature'];
      return { id, isOwn: signs(own), isGiven: signs(secret) };
    });
    expect(signed).toEqual([
      { id: 'evt-resigned', isOwn: true, isGiven: false },
      { id: 'evt-resigned', isOwn: false, isGiven: true },
      { id: 'evt-next', isOwn: true, isGiven: false },
      { id: 'evt-resigned', isOwn: true, isGiven: false },
    ]);
    expect(await bed.delivery(again)).toMatchObject({ is_replay: true });
    expect(await explain(again)).toMatchObject({ certainty: 'valid' });
    const wrong = await bed.server.control(`/api/deliveries/${first}/replay`, {
      method: 'POST',
      json: { secret: 'whsec_short' },
    });
    expect([wrong.status, wrong.json.code]).toEqual([422, 'invalid_secret']);
  });

  it('is asked of an attempt that is stored', async () => {
    const { delivery_id: id } = await bed.api('/test-fire', {
      url: `${bed.sink.url}/once`,
      event: EVENT,
      data: {},
    });
    const path = `/api/deliveries/${id}/attempts/att_0123456789/explain`;
    const { status, json } = await bed.server.control(path, { method: 'POST' });
    expect([status, json.code]).toEqual([404, 'delivery_not_found']);
    expect(json.detail).toContain('att_0123456789');
  });
});

describe('the export of deliveries', () => {
  it('writes one attempt alone where it is named', async () => {
    const policy = { schedule: { kind: 'list', delays_ms: [0, HOUR_MS] } };
    await bed.subscribe('/exported', EVENT, policy);
    bed.sink.answer('/exported', 500);
    const delivery = await bed.fire(EVENT, 'evt-exported');
    await bed.attempted(delivery, 1);
    await clock.advance(HOUR_MS);
    await bed.attempted(delivery, 2);
    const { attempts } = await bed.delivery(delivery);
    const write = async (more: object) => {
      const json = { what: 'deliveries', ids: [delivery], format: 'raw', ...more };
      const { text } = await bed.server.control('/api/export', { method: 'POST', json });
      return text;
    };
    const stampOf = (at: number) =>
      attempts[at].request.headers.find(([name]: [string]) => name === 'webhook-timestamp')[1];
    expect(stampOf(0)).not.toBe(stampOf(1));
    const second = await write({ attempt_id: attempts[1].id });
    expect(second).toContain(stampOf(1));
    expect(second).not.toContain(stampOf(0));
    expect(await write({})).toContain(stampOf(0));
  });
});
