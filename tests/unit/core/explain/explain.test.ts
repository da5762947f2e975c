import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NamedKey } from '../../../../server/core/dialects/dialect.ts';
import { findDialect, listDialects } from '../../../../server/core/dialects/registry.ts';
import { explainSignature } from '../../../../server/core/explain/explain.ts';
import {
  isInCorpus,
  MUTATIONS,
  NOW_MS,
  type Subject,
  signOddly,
} from '../../../support/mutation-corpus.ts';
import { seededBytes, seededPayload } from '../../../support/seeded-payload.ts';

const dialects = listDialects();

function subjectOf(id: string, seed: number): Subject {
  const dialect = findDialect(id);
  if (!dialect) {
    throw new Error(`no dialect ${id}`);
  }
  const random = seededBytes(seed);
  const named = (source: string): NamedKey => ({ ...dialect.generateKey(random), source });
  const key = named('orders-prod');
  const otherKey = named('crm');
  return { dialect, payload: seededPayload(seed), key, otherKey, random };
}

describe.each(dialects.filter(isInCorpus).map(({ id }) => id))('%s', (id) => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    '%s',
    (_name, mutation) => {
      for (let seed = 1; seed <= 3; seed += 1) {
        const subject = subjectOf(id, seed);
        const mutated = mutation.make(subject);
        if (!mutated) {
          continue;
        }
        const { request, otherKeys } = mutated;
        const explanation = explainSignature({
          dialect: subject.dialect,
          dialects,
          request,
          otherKeys,
        });
        const proved = explanation.causes.filter(({ certainty }) => certainty === 'proved');
        const expected = mutation.code === null ? [] : [mutation.code];
        expect(
          proved.map(({ code }) => code),
          `seed ${seed}: ${explanation.headline}`,
        ).toEqual(expected);
        expect(explanation.certainty).toBe(mutation.code === null ? 'likely' : 'proved');
        expect(JSON.stringify(explanation)).not.toContain(subject.key.secret);
      }
    },
  );

  it('calls what is signed by the letter valid', () => {
    const subject = subjectOf(id, 9);
    const request = signOddly(subject, {});
    const explanation = explainSignature({
      dialect: subject.dialect,
      dialects,
      request,
      otherKeys: [],
    });
    expect(explanation.headline).toBe('Valid. This is exactly what was signed.');
    expect(explanation.certainty).toBe('valid');
  });
});

describe('the signed bytes', () => {
  const explain = (id: string, seed: number) => {
    const subject = subjectOf(id, seed);
    const { dialect } = subject;
    const request = signOddly(subject, {});
    return {
      subject,
      explanation: explainSignature({ dialect, dialects, request, otherKeys: [] }),
    };
  };

  it.each([
    ['standard', ['id', 'before_body', 'timestamp', 'before_body', 'body']],
    ['stripe', ['timestamp', 'before_body', 'body']],
    ['slack', ['before_body', 'timestamp', 'before_body', 'body']],
    ['github', ['body']],
  ])('of %s are named part by part', (id, parts) => {
    expect(explain(id, 4).explanation.spans.map(({ part }) => part)).toEqual(parts);
  });

  it.each(dialects.filter(isInCorpus).map(({ id }) => id))('of %s have no gap', (id) => {
    const { spans, signed_size: size } = explain(id, 5).explanation;
    expect(spans.map(({ start }) => start)).toEqual([
      0,
      ...spans.slice(0, -1).map(({ end }) => end),
    ]);
    expect(spans.at(-1)?.end).toBe(size);
  });

  it('come with the way from the secret to the key', () => {
    expect(explain('standard', 6).explanation.key_form).toMatch(
      /^whsec_•••• → strip whsec_ → base64-decode → \d+ bytes \(from: orders-prod\)$/,
    );
    expect(explain('stripe', 6).explanation.key_form).toMatch(
      /^whsec_•••• → as text \(UTF-8\), with every prefix kept → \d+ bytes/,
    );
  });
});

describe('a time out of tolerance', () => {
  it.each([
    [840_000, "Signed 14 min ago, limit 5 min. Replayed, or this computer's clock is ahead."],
    [
      -840_000,
      "Signed 14 min in the future, limit 5 min. The sender's clock is ahead, or this computer's is behind.",
    ],
  ])('of %i ms is said with its usual reason', (ageMs, headline) => {
    const subject = subjectOf('standard', 3);
    const request = { ...signOddly(subject, {}), nowMs: NOW_MS + ageMs };
    const { dialect } = subject;
    const explanation = explainSignature({ dialect, dialects, request, otherKeys: [] });
    expect(explanation.headline).toBe(headline);
  });
});

describe('explainSignature', () => {
  it('marks the byte that was added', () => {
    const subject = subjectOf('standard', 1);
    const signedBytes = Buffer.from('{"type":"order.created","total":1999}');
    const sentBytes = Buffer.concat([signedBytes, Buffer.from('\n')]);
    const request = signOddly(subject, { signedBytes, sentBytes });
    const explanation = explainSignature({
      dialect: subject.dialect,
      dialects,
      request,
      otherKeys: [],
    });
    const suspect = explanation.spans.find(({ part }) => part === 'suspect');
    const signed = Buffer.from(explanation.signed_base64 ?? '', 'base64');
    expect(suspect).toEqual({ part: 'suspect', start: signed.length - 1, end: signed.length });
    expect(signed.at(-1)).toBe(0x0a);
    const sender = Buffer.from(explanation.sender_base64 ?? '', 'base64');
    expect(sender).toEqual(signed.subarray(0, -1));
    expect(explanation.headline).toBe(
      'The body has one extra newline at its end: without it the signature matches.',
    );
  });

  it('says which mistake yields a value that the own code computed', () => {
    const subject = subjectOf('stripe', 2);
    const request = signOddly(subject, { signedBytes: Buffer.from('{"a":1,\n"b":2}') });
    const time = Math.floor(NOW_MS / 1000);
    const digest = createHmac('sha256', subject.key.secret)
      .update(`${time}.{"a":1,"b":2}`)
      .digest('hex');
    const explanation = explainSignature({
      dialect: subject.dialect,
      dialects,
      request,
      otherKeys: [],
      digest,
    });
    expect(explanation.causes.map(({ code }) => code)).toEqual(['body_reserialised']);
  });

  it('names the wrong kind of secret as likely, and never as proved', () => {
    const subject = subjectOf('stripe', 3);
    const right = signOddly(subject, {});
    const request = { ...right, keys: [{ secret: 'sk_live_1234567890', source: 'shop' }] };
    const explanation = explainSignature({
      dialect: subject.dialect,
      dialects,
      request,
      otherKeys: [],
    });
    expect(explanation.certainty).toBe('likely');
    expect(explanation.causes[0]?.code).toBe('secret_kind');
    expect(JSON.stringify(explanation)).not.toContain('1234567890');
  });

  it('names the scheme of another provider whose header is there', () => {
    const slack = subjectOf('slack', 4);
    const github = subjectOf('github', 4);
    const request = { ...signOddly(github, {}), keys: [slack.key] };
    const explanation = explainSignature({
      dialect: slack.dialect,
      dialects,
      request,
      otherKeys: [],
    });
    expect(explanation.causes.some(({ sentence }) => sentence.startsWith("This is GitHub's"))).toBe(
      true,
    );
  });
});
