import { describe, expect, it } from 'vitest';
import type { NamedKey, VerifyInput } from '../../../../server/core/dialects/dialect.ts';
import { findDialect, listDialects } from '../../../../server/core/dialects/registry.ts';
import { explainSignature } from '../../../../server/core/explain/explain.ts';
import { type Subject, signOddly } from '../../../support/mutation-corpus.ts';
import { seededBytes } from '../../../support/seeded-payload.ts';

const dialects = listDialects();

function subjectOf(id: string, payload: unknown): Subject {
  const dialect = findDialect(id);
  if (!dialect) {
    throw new Error(`no dialect ${id}`);
  }
  const random = seededBytes(5);
  const named = (source: string): NamedKey => ({ ...dialect.generateKey(random), source });
  return { dialect, payload, key: named('inbox shop'), otherKey: named('crm'), random };
}

function explain({ dialect }: Subject, request: VerifyInput) {
  return explainSignature({ dialect, dialects, request, otherKeys: [] });
}

describe('without a proof', () => {
  it('says that no secret fits, why that happens and what to do', () => {
    const subject = subjectOf('github', { action: 'opened' });
    const request = signOddly(subject, { keyBytes: Buffer.from('of nobody here') });
    const { headline, causes, certainty, variants_tried } = explain(subject, request);
    expect(certainty).toBe('likely');
    expect(headline).toBe('No known secret fits. CLI, test and live secrets differ.');
    expect(causes).toMatchObject([
      { code: 'wrong_secret', fix: 'Copy the secret that the sender shows for this very URL.' },
    ]);
    expect(causes[0]?.evidence).toContain(new Intl.NumberFormat('en').format(variants_tried));
  });

  it.each([
    ['9007199254740993000', true],
    ['-9007199254740993000', true],
    ['9007199254740993123', false],
    // Inside a string, of a longer number, of a fraction and of a number that a double holds.
    ['"9007199254740993000"', false],
    ['"a \\" 9007199254740993000"', false],
    ['19007199254740993000123', false],
    ['0.9007199254740993000', false],
    ['9007199254740993000.5', false],
    ['9007199254740991', false],
  ])('sees that %s was rounded: %s', (number, isRounded) => {
    const subject = subjectOf('github', {});
    const request = signOddly(subject, {
      signedBytes: Buffer.from('{"id":9007199254740993123,"changed":"beyond recognition"}'),
      sentBytes: Buffer.from(`{"id":${number},"note":"x"}`),
    });
    const { headline, causes } = explain(subject, request);
    expect(causes.map(({ code }) => code)).toEqual([
      isRounded ? 'body_reserialised' : 'wrong_secret',
    ]);
    expect(headline.includes(`${number} is a rounded number`)).toBe(isRounded);
  });

  it('reads a body that ends inside a string once', () => {
    const subject = subjectOf('github', {});
    for (const end of ['', '\\']) {
      const sentBytes = Buffer.from(`{"a":"${'\\"'.repeat(120_000)}${end}`);
      const request = signOddly(subject, { signedBytes: Buffer.from('other'), sentBytes });
      expect(explain(subject, request).causes.map(({ code }) => code)).toEqual(['wrong_secret']);
    }
  });

  it('says of a request without any signature that its sender does not sign', () => {
    const subject = subjectOf('github', {});
    const request = signOddly(subject, {});
    const headers = request.headers.slice(0, 1);
    const { headline, causes } = explain(subject, { ...request, headers });
    expect(headline).toBe('There is no X-Hub-Signature-256: nothing says who sent this.');
    expect(causes).toMatchObject([
      { usual_reason: 'The sender has no secret for this URL, so that it does not sign.' },
    ]);
  });

  it('says of the signature of another provider whose it is, and not that there is none', () => {
    const subject = subjectOf('github', {});
    const other = subjectOf('stripe', {});
    const request = signOddly(other, {});
    const { headline, causes } = explain(subject, { ...request, keys: [subject.key] });
    expect(headline).toBe("This is Stripe's scheme; GitHub's is expected here.");
    expect(causes.map(({ code }) => code)).toEqual(['scheme']);
  });
});
