import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../../server/contract/ids.ts';
import type { DeliveryRecord, DisabledReason } from '../../../server/core/records.ts';
import { importSubscriptions } from '../../../server/flows/import-subscriptions.ts';
import {
  changeSubscription,
  registerSubscription,
  revealSecret,
  rotateSecret,
  unregisterUrl,
} from '../../../server/flows/manage-subscriptions.ts';
import { createExposeeBed, type ExposeeBed } from '../../support/exposee-bed.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

const URL_A = 'http://127.0.0.1:9/a';
let bed: ExposeeBed;
let clock: FakeClock;
let deps: ExposeeBed['subscriptions'];

beforeEach(async () => {
  bed = await createExposeeBed();
  clock = createFakeClock();
  deps = { ...bed.subscriptions, clock };
});
afterEach(() => bed.close());

const register = (more: object = {}) =>
  registerSubscription(deps, { url: URL_A, event_types: ['payment_received'], ...more });

describe('registering again', () => {
  async function disabled(reason: DisabledReason) {
    const { record } = await register();
    const disabledBy = { reason, atMs: 0, text: '' };
    await bed.stores.subscriptions.put({
      ...record,
      state: 'disabled',
      disabled: disabledBy,
      failingSinceMs: 1,
    });
    return (await register()).record;
  }

  it.each(['gone', 'failing', 'asked'] as const)(
    'enables what was disabled as %s',
    async (reason) => {
      expect(await disabled(reason)).toMatchObject({
        state: 'enabled',
        disabled: null,
        failingSinceMs: null,
      });
    },
  );

  it('leaves alone what its owner has switched off', async () => {
    expect(await disabled('user')).toMatchObject({ state: 'disabled' });
  });

  it('finds the URL however it is written', async () => {
    const first = await register({ url: 'http://EXAMPLE.com:80' });
    const again = await register({ url: 'http://example.com/', event_types: ['ping'] });
    expect(again.record.id).toBe(first.record.id);
    expect(again.record.url).toBe('http://EXAMPLE.com:80');
  });
});

describe('the policy of a new subscription', () => {
  it('follows the settings, or the dialect where one is named', async () => {
    await bed.settings.change({ default_timeout_ms: 4321 });
    const own = (await register()).record.policy;
    expect(own.timeout_ms).toBe(4321);
    const github = (await register({ url: `${URL_A}/2`, dialect: 'github' })).record.policy;
    expect(github.schedule).toEqual({ kind: 'preset', dialect: 'github' });
    expect(github.timeout_ms).toBe(10_000);
  });

  it('is refused where a filter or a preset cannot be read, and nothing is stored', async () => {
    await expect(register({ policy: { content_filter: '$[' } })).rejects.toMatchObject({
      code: 'invalid_policy',
      errors: [{ path: 'policy.content_filter' }],
    });
    const policy = { schedule: { kind: 'preset', dialect: 'githib' } };
    await expect(register({ policy })).rejects.toMatchObject({
      code: 'unknown_dialect',
      errors: [{ path: 'policy.schedule.dialect' }],
    });
    expect(bed.stores.subscriptions.all()).toEqual([]);
  });
});

describe('secrets', () => {
  it('overlap for a while when rotated, and are forgotten then', async () => {
    const { record, key } = await register();
    const second = await rotateSecret(deps, record.id, { overlap_ms: 1000 });
    expect(second.record.keys.map(({ expiresAtMs }) => expiresAtMs)).toEqual([
      null,
      clock.now() + 1000,
    ]);
    expect(second.key?.secret).not.toBe(key?.secret);
    await clock.advance(1500);
    const third = await rotateSecret(deps, record.id, { overlap_ms: 1000 });
    expect(third.record.keys).toHaveLength(2);
    const last = await rotateSecret(deps, record.id, { overlap_ms: 0 });
    expect(last.record.keys).toHaveLength(1);
    expect(revealSecret(deps, record.id).secret).toBe(last.key?.secret);
  });

  it('stay with another dialect where they fit it, and are new where they do not', async () => {
    const { record, key } = await register();
    const svix = await changeSubscription(deps, record.id, { dialect: 'svix' });
    expect(revealSecret(deps, svix.id).secret).toBe(key?.secret);
    const discord = await changeSubscription(deps, record.id, { dialect: 'discord' });
    expect(revealSecret(deps, discord.id).secret).not.toBe(key?.secret);
    expect(discord.keys[0]?.publicKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are stored sealed, with a hint that does not give them away', async () => {
    const { record, key } = await register();
    expect(JSON.stringify(bed.stores.subscriptions.all())).not.toContain(key?.secret);
    expect(record.keys[0]?.hint).toMatch(/^whsec_….{3}$/);
  });
});

it('unregistering an event type cancels what still waits of it, and no more', async () => {
  const { record } = await register({ event_types: ['payment_received', 'invoice.paid'] });
  for (const [id, eventType] of [
    ['dlv_1', 'payment_received'],
    ['dlv_2', 'invoice.paid'],
  ] as const) {
    const delivery: Partial<DeliveryRecord> = {
      id: id as DeliveryId,
      eventType,
      state: 'pending',
      subscriptionId: record.id,
    };
    bed.pings.push(delivery as DeliveryRecord);
  }
  expect(await unregisterUrl(deps, URL_A, 'payment_received')).toBe(1);
  expect(bed.cancelled).toEqual(['dlv_1']);
  expect(bed.stores.subscriptions.all()).toMatchObject([{ eventTypes: ['invoice.paid'] }]);
  await unregisterUrl(deps, URL_A, undefined);
  expect(bed.cancelled).toEqual(['dlv_1', 'dlv_1', 'dlv_2']);
});

it('a URL of another subscription cannot be taken', async () => {
  await register();
  const { record } = await register({ url: `${URL_A}/2` });
  await expect(changeSubscription(deps, record.id, { url: URL_A })).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ path: 'url' }],
  });
});

describe('an import', () => {
  const text = JSON.stringify([
    { url: URL_A, event: 'payment_received' },
    { url: URL_A, event: 'invoice.*' },
    { url: URL_A, event: 'payment_received' },
    { url: `${URL_A}/2`, event: '*' },
  ]);

  it('registers pairs once, pings what is new, and adds to what is there', async () => {
    await register();
    bed.published.length = 0;
    expect(await importSubscriptions(deps, 'json', text)).toEqual({ registered: 2, unchanged: 1 });
    expect(bed.stores.subscriptions.all().map(({ eventTypes }) => eventTypes)).toEqual([
      ['payment_received', 'invoice.*'],
      ['*'],
    ]);
    const [first] = bed.published;
    expect(first?.subscriptionIds).toEqual([bed.stores.subscriptions.all()[1]?.id]);
    expect(bed.published).toHaveLength(1);
  });

  it('changes nothing where one entry is wrong', async () => {
    const bad = JSON.stringify([
      { url: URL_A, event: 'ping' },
      { url: 'http://169.254.169.254/', event: 'nope' },
    ]);
    await expect(importSubscriptions(deps, 'json', bad)).rejects.toMatchObject({
      code: 'invalid_import',
      errors: [{ path: '[1].url' }, { path: '[1].event' }],
    });
    expect(bed.stores.subscriptions.all()).toEqual([]);
  });
});

describe('settings', () => {
  it('keep an API key sealed, and forget it when it is taken back', async () => {
    await bed.settings.change({ exposee_api_key: 'a-key-of-sixteen-signs' });
    expect(bed.settings.apiKey()).toBe('a-key-of-sixteen-signs');
    expect(JSON.stringify(bed.stores.settings.all())).not.toContain('a-key-of-sixteen-signs');
    await bed.settings.change({ exposee_api_key: null });
    expect([bed.settings.apiKey(), bed.settings.current().exposee_api_key_set]).toEqual([
      undefined,
      false,
    ]);
  });

  it('made at once do not lose each other', async () => {
    await Promise.all([
      bed.settings.change({ default_timeout_ms: 1111 }),
      bed.settings.change({ capture_limit_bytes: 2222 }),
      bed.settings.setDemo('skipped'),
    ]);
    expect(bed.settings.current()).toMatchObject({
      default_timeout_ms: 1111,
      capture_limit_bytes: 2222,
      demo: 'skipped',
    });
  });
});
