import { describe, expect, it } from 'vitest';
import type { Dialect, NamedKey, VerifyInput } from '../../../../server/core/dialects/dialect.ts';
import { listDialects } from '../../../../server/core/dialects/registry.ts';
import { explainSignature } from '../../../../server/core/explain/explain.ts';
import { NOW_MS } from '../../../support/mutation-corpus.ts';
import { seededBytes } from '../../../support/seeded-payload.ts';

// Every dialect with a key, as it sends itself: also those whose signature is in the body, covers a
// text of its own making, or is made with a key pair.

const dialects = listDialects();
const signing = dialects.filter(
  ({ kind, facts }) => /^(?:a?symmetric)$/.test(kind) && facts.signature.algorithm !== 'by_key',
);

function requestOf(dialect: Dialect, key: NamedKey): VerifyInput {
  const [event] = dialect.facts.events;
  const shaped = dialect.shape({
    eventId: 'evt_2f8a1c',
    deliveryId: 'evt_2f8a1c',
    eventType: event?.type ?? 'order.created',
    dataText: JSON.stringify(event?.data ?? { id: 1 }),
    attempt: 1,
    eventAtMs: NOW_MS,
    nowMs: NOW_MS,
    url: 'https://receiver.example/hooks/in',
  });
  const sealed = dialect.seal({
    request: shaped,
    deliveryId: 'evt_2f8a1c',
    nowMs: NOW_MS,
    keys: [key],
  });
  const { method, url, headers, bodyBytes } = sealed;
  return { method, url, headers, bodyBytes, nowMs: NOW_MS, keys: [] };
}

describe.each(signing.map((dialect) => [dialect.id, dialect] as const))('%s', (_id, dialect) => {
  const random = seededBytes(11);
  const named = (source: string): NamedKey => ({ ...dialect.generateKey(random), source });
  const [own, crm, stranger] = [named('orders-prod'), named('crm'), named('nobody')];
  const explain = (signer: NamedKey) =>
    explainSignature({
      dialect,
      dialects,
      request: { ...requestOf(dialect, signer), keys: [own] },
      otherKeys: [crm],
    });

  it('is valid with its own key', () => {
    expect(explain(own).certainty).toBe('valid');
  });

  it('names whose key it was signed with', () => {
    const { certainty, causes, headline } = explain(crm);
    expect(certainty).toBe('proved');
    expect(causes.map(({ code }) => code)).toEqual(['wrong_secret']);
    expect(headline).toBe('Signed with the secret of crm, not of orders-prod.');
  });

  it('proves nothing of a key that nobody here has, and says what is likely', () => {
    const explanation = explain(stranger);
    expect(explanation.certainty).toBe('likely');
    expect(explanation.causes).toMatchObject([{ code: 'wrong_secret', certainty: 'likely' }]);
    expect(explanation.headline).toMatch(/^No known (secret|public key) fits\. /);
    expect(JSON.stringify(explanation)).not.toContain(own.secret);
  });
});
