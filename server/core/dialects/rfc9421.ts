import { createHash, createHmac } from 'node:crypto';
import type { SignatureReport } from '../../contract/signature.ts';
import { findHeader } from '../raw-headers.ts';
import { decodeText, encodeBytes, equalBytes, equalTexts } from './bytes.ts';
import type { ShapedRequest, SignInput, VerifyInput } from './dialect.ts';
import { createDialect, firstKey, messageToSign, unusableKey } from './engine.ts';
import { type JudgeInput, type Judging, type Match, startJudging } from './judge.ts';
import { prepareKey } from './keys.ts';
import { findingsOf } from './notes.ts';
import type { Reading } from './place.ts';
import { delivery, growing, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';
import { writeReport } from './report.ts';
import { algorithmOf, signPair, verifyPair } from './rfc9421-algorithms.ts';
import { readDictionary, readSignatureInput } from './signature-base.ts';

const LABEL = 'sig1';
const COVERED = '("@method" "@authority" "@path" "content-type" "content-digest" "webhook-id")';

/** HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530). */
export const rfc9421 = createDialect(
  {
    id: 'rfc9421',
    name: 'HTTP Message Signatures (RFC 9421)',
    kind: 'symmetric',
    signature: {
      algorithm: 'by_key',
      encoding: 'base64',
      comparison: 'decoded',
      place: { kind: 'message_signature', label: LABEL },
      timestamp: {
        place: { kind: 'parameter', name: 'created' },
        unit: 's',
        window: { pastMs: 5 * MINUTE_MS, futureMs: 5 * MINUTE_MS },
      },
      signed: [
        {
          kind: 'canonical',
          name: 'rfc9421_base',
          formula:
            'signature base of @method, @authority, @path, content-type, content-digest, webhook-id',
        },
      ],
    },
    key: { form: 'rfc9421' },
    envelope: jsonEnvelope('{"event":{{event_type}},"data":{{data}}}', 'Hookbench/1.0', [
      ['Webhook-Id', '{{delivery_id}}'],
    ]),
    eventTypeAt: { kind: 'body', path: 'event' },
    deliveryIdAt: { kind: 'header', header: 'Webhook-Id' },
    delivery: delivery(
      15_000,
      growing(8, MINUTE_MS, 4).map((ms) => Math.min(ms, 10 * HOUR_MS)),
      {
        stopStatuses: [410],
        disableStatuses: [410],
        note: 'The RFC says nothing of delivery: these are defaults to change.',
      },
    ),
    events: [
      {
        type: 'invoice_completed',
        description: 'An invoice is paid in full',
        data: { invoice_id: 'inv_2001', total: 4200, currency: 'EUR' },
      },
    ],
    docsNote:
      'The key decides the algorithm: base64 is hmac-sha256, a PEM key is ed25519, ecdsa-p256-sha256 (raw r and s), ecdsa-p384-sha384 or RSA. The body is covered only where content-digest is covered and recomputed. The window of 5 min is ours; expires is obeyed.',
  },
  { read: readMessageSignature, seal, verify },
);

function readMessageSignature(input: JudgeInput): Reading {
  const received = findHeader(input.headers, 'Signature') ?? null;
  const described = readSignatureInput(input.headers);
  const missing = ['Signature', 'Signature-Input'].filter(
    (name) => findHeader(input.headers, name) === undefined,
  );
  const value = described && readDictionary(received ?? '').get(described.label);
  const entry = /^:([A-Za-z0-9+/=]*):$/.exec(value ?? '')?.[1];
  const isRead = described !== undefined && entry !== undefined;
  return {
    received,
    missing,
    parsed: isRead ? `${described.label}, ${described.components.length} components` : '',
    fault: missing.length > 0 || isRead ? undefined : faultText(described?.label),
    entries: entry === undefined ? [] : [entry],
    timestampText: described?.created,
  };
}

function faultText(label: string | undefined): string {
  return label === undefined
    ? 'Signature-Input is no dictionary of component lists'
    : `Signature has no member ${label}=:…:`;
}

function seal(input: SignInput): ShapedRequest {
  const { request } = input;
  const key = prepareKey(rfc9421.facts.key, firstKey(rfc9421.facts, input));
  if (key.kind === 'fault' || (key.kind === 'pair' && !key.privateKey)) {
    throw unusableKey(rfc9421.facts, key);
  }
  const algorithm = algorithmOf(key.kind === 'pair' ? key.publicKey : undefined);
  // A request shaped elsewhere may lack some of the covered fields: only those present are covered.
  const covered = COVERED.replace(/ "(content-type|webhook-id)"/g, (text, name: string) =>
    findHeader(request.headers, name) === undefined ? '' : text,
  );
  const created = Math.floor(input.nowMs / 1000);
  const headers: ShapedRequest['headers'] = [
    ...request.headers,
    ['Content-Digest', `sha-256=:${digestText('sha256', request.bodyBytes)}:`],
    ['Signature-Input', `${LABEL}=${covered};created=${created};alg="${algorithm}"`],
  ];
  const described = { ...request, headers };
  const message = messageToSign(rfc9421.facts, { ...input, request: described }, undefined);
  const bytes = Buffer.from(message.prefix);
  const signature =
    key.kind === 'shared'
      ? hmacText(key.bytes, bytes)
      : encodeBytes(signPair(algorithm, bytes, key.privateKey), 'base64');
  return {
    ...described,
    headers: [...headers, ['Signature', `${LABEL}=:${signature}:`]],
  };
}

function verify(input: VerifyInput): SignatureReport {
  const judging = startJudging(rfc9421.facts, input, readMessageSignature);
  const described = readSignatureInput(input.headers);
  const report = writeReport(judging, matchBase(judging), findingsOf(input.bodyBytes));
  const covers = described?.components.some(({ name }) => name === 'content-digest') ?? false;
  if (report.verdict === 'valid' || report.verdict === 'stale') {
    const expires = described?.expires;
    if (expires !== undefined && Number(expires) * 1000 < input.nowMs) {
      return failCheck(report, 'time_in_tolerance', 'The signature matches, but it has expired.');
    }
    if (covers && !isDigestRight(input)) {
      return failCheck(
        report,
        'bytes_match',
        'The signature base matches, but Content-Digest is not the digest of this body.',
      );
    }
    if (!covers) {
      const note = 'The signature does not cover content-digest: the body could be changed unseen.';
      return { ...report, notes: [...report.notes, note] };
    }
  }
  return report;
}

function failCheck(
  report: SignatureReport,
  name: 'time_in_tolerance' | 'bytes_match',
  reason: string,
): SignatureReport {
  const checks = report.checks.map((check) =>
    check.name === name ? { ...check, result: 'fail' as const, text: reason } : check,
  );
  return { ...report, verdict: name === 'bytes_match' ? 'invalid' : 'stale', reason, checks };
}

function matchBase(judging: Judging): Match {
  const { message, reading, usable, input } = judging;
  const [entry] = reading.entries;
  if (!message || entry === undefined || usable.length === 0) {
    return { result: 'skipped', expected: null };
  }
  const bytes = Buffer.from(message.prefix);
  const stated = readSignatureInput(input.headers)?.algorithm;
  const label = readSignatureInput(input.headers)?.label ?? LABEL;
  const digests = usable.flatMap(({ prepared }) =>
    prepared.kind === 'shared' ? [hmacText(prepared.bytes, bytes)] : [],
  );
  const expected = digests[0] === undefined ? null : `${label}=:${digests[0]}:`;
  for (const { key, prepared } of usable) {
    const isMatch =
      prepared.kind === 'shared'
        ? (stated ?? 'hmac-sha256') === 'hmac-sha256' &&
          equalTexts(hmacText(prepared.bytes, bytes), entry)
        : verifyPair(prepared.publicKey, stated, bytes, entry);
    if (isMatch) {
      return { result: 'pass', key, expected, entry: 0 };
    }
  }
  return { result: 'fail', expected };
}

function hmacText(keyBytes: Uint8Array, bytes: Uint8Array): string {
  return createHmac('sha256', keyBytes).update(bytes).digest('base64');
}

/** Recomputes Content-Digest (RFC 9530): sha-256 or sha-512, one that fits is needed and none may be wrong. */
function isDigestRight(input: VerifyInput): boolean {
  const digests = readDictionary(findHeader(input.headers, 'Content-Digest') ?? '');
  const known = [
    { stated: digests.get('sha-256'), algorithm: 'sha256' as const },
    { stated: digests.get('sha-512'), algorithm: 'sha512' as const },
  ].filter(({ stated }) => stated !== undefined);
  return (
    known.length > 0 &&
    known.every(({ stated = '', algorithm }) => {
      const bytes = decodeText(stated.slice(1, -1), 'base64') ?? new Uint8Array();
      return equalBytes(bytes, createHash(algorithm).update(input.bodyBytes).digest());
    })
  );
}

/** A Content-Digest's value for a body, without its name. */
function digestText(algorithm: 'sha256' | 'sha512', bodyBytes: Uint8Array): string {
  return createHash(algorithm).update(bodyBytes).digest('base64');
}
