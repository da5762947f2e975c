import { afterEach, describe, expect, it } from 'vitest';
import type { InboxId } from '../../server/contract/ids.ts';
import type { DialectKey } from '../../server/core/dialects/dialect.ts';
import { findDialect } from '../../server/core/dialects/registry.ts';
import { openWholeReceiver, plainBox, realRandom } from '../support/whole-receiver.ts';

const beds: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(beds.splice(0).map((bed) => bed.close()));
});

function sealed(key: DialectKey) {
  return {
    sealedSecret: plainBox.seal(key.secret),
    publicKey: key.publicKey ?? null,
    hint: '***',
    createdAtMs: 0,
    expiresAtMs: null,
  };
}

/** An inbox that holds keys of several providers and no dialect, and a twin that sends to it. */
async function openInbox(ids: readonly string[]) {
  const bed = await openWholeReceiver();
  beds.push(bed);
  const keys = new Map(
    ids.map((id) => [id, findDialect(id)!.generateKey((size) => realRandom.bytes(size))]),
  );
  await bed.stores.inboxes.put({
    id: 'inb_000000000001' as InboxId,
    path: '/any',
    name: 'any',
    dialect: null,
    keys: [...keys.values()].map(sealed),
    answersChallenges: true,
    isDemo: false,
  });
  const send = async (id: string, key = keys.get(id)!) => {
    const dialect = findDialect(id)!;
    const [event] = dialect.facts.events;
    const nowMs = Date.now();
    const url = `${bed.url}/any`;
    const request = dialect.shape({
      eventId: 'evt_1',
      deliveryId: 'evt_1',
      eventType: event!.type,
      dataText: JSON.stringify(event!.data),
      attempt: 1,
      eventAtMs: nowMs,
      nowMs,
      url,
    });
    const { method, headers, bodyBytes } = dialect.seal({
      request,
      deliveryId: 'evt_1',
      nowMs,
      keys: [key],
    });
    const body = Buffer.from(bodyBytes).toString('utf8');
    await fetch(url, { method, headers, body });
    return bed.kept.at(-1)?.record;
  };
  return { send };
}

describe('an inbox without a dialect', () => {
  it('finds dialect and key among those it knows', async () => {
    const ids = ['standard', 'polar', 'openai', 'github', 'stripe', 'slack', 'discord', 'adyen'];
    const { send } = await openInbox(ids);
    const found: string[] = [];
    for (const id of ids) {
      const record = await send(id);
      found.push(`${record?.dialect} ${record?.verdict}`);
    }
    expect(found).toEqual(ids.map((id) => `${id} valid`));
  });

  it('says invalid where no key fits, by the likeliest dialect', async () => {
    const { send } = await openInbox(['stripe', 'github']);
    const stranger = findDialect('github')!.importKey('of somebody else');
    expect(await send('github', stranger)).toMatchObject({ dialect: 'github', verdict: 'invalid' });
  });
});
