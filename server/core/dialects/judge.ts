import { type KeyObject, verify as verifySignature } from 'node:crypto';
import type { RawHeaders } from '../../contract/text.ts';
import { decodeText, equalBytes, equalTexts } from './bytes.ts';
import type { NamedKey } from './dialect.ts';
import type { DialectFacts, MacAlgorithm, SignatureAlgorithm, SignatureEncoding } from './facts.ts';
import { type PreparedKey, prepareKey } from './keys.ts';
import { isMac, startMac } from './mac.ts';
import { buildMessage, messageBytes, type SignedMessage } from './message.ts';
import { type Reading, readSignature } from './place.ts';
import { checkTime, parseTimestamp, type TimeCheck } from './timestamps.ts';

/** What of a request is judged; the body is absent while it streams. */
export interface JudgeInput {
  readonly method: string;
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes?: Uint8Array;
  readonly nowMs: number;
  readonly keys: readonly NamedKey[];
}

export interface UsableKey {
  readonly key: NamedKey;
  readonly prepared: Exclude<PreparedKey, { kind: 'fault' }>;
}

/** Everything that can be said before the body's bytes are looked at. */
export interface Judging {
  readonly facts: DialectFacts;
  readonly input: JudgeInput;
  readonly reading: Reading;
  readonly usable: readonly UsableKey[];
  /** Why the first key that cannot be used cannot. */
  readonly keyFault?: string;
  readonly time?: TimeCheck;
  readonly isOddTimestamp: boolean;
  /** undefined where the request lacks what must be signed. */
  readonly message?: SignedMessage;
}

/** How the signature was compared. */
export interface Match {
  readonly result: 'pass' | 'fail' | 'skipped';
  /** The key that fitted. */
  readonly key?: NamedKey;
  /** The encoded signature that would have fitted the first usable key; null for public keys. */
  readonly expected: string | null;
  /** Which entry fitted. */
  readonly entry?: number;
}

export type ReadRequest = (input: JudgeInput) => Reading;

/** Reads signature and keys, checks the time, prepares the signed bytes. */
export function startJudging(facts: DialectFacts, input: JudgeInput, read?: ReadRequest): Judging {
  const reading = read ? read(input) : readSignature(facts.signature, input);
  const usable: UsableKey[] = [];
  let keyFault: string | undefined;
  for (const key of input.keys) {
    const prepared = prepareKey(facts.key, key);
    if (prepared.kind === 'fault') {
      keyFault ??= prepared.text;
    } else {
      usable.push({ key, prepared });
    }
  }
  const { timestamp } = facts.signature;
  const { timestampText } = reading;
  const isStamped = timestamp !== undefined && timestampText !== undefined;
  const atMs = isStamped ? parseTimestamp(timestamp.unit, timestampText) : undefined;
  return {
    facts,
    input,
    reading,
    usable,
    keyFault,
    isOddTimestamp: isStamped && atMs === undefined,
    time: atMs === undefined ? undefined : checkTime(timestamp?.window, atMs, input.nowMs),
    message: messageOf(facts, input, reading),
  };
}

function messageOf(
  facts: DialectFacts,
  input: JudgeInput,
  reading: Reading,
): SignedMessage | undefined {
  if (reading.missing.length > 0) {
    return undefined;
  }
  return buildMessage(facts.signature.signed, {
    method: input.method,
    url: input.url,
    headers: input.headers,
    bodyBytes: input.bodyBytes,
    id: reading.id,
    timestampText: reading.timestampText,
  });
}

const SKIPPED: Match = { result: 'skipped', expected: null };

/** Compares the received signatures with the body in memory. */
export function matchBody(judging: Judging, bodyBytes: Uint8Array): Match {
  const { facts, reading, message } = judging;
  const algorithm = reading.algorithm ?? facts.signature.algorithm;
  if (algorithm === 'token') {
    return matchToken(judging);
  }
  if (!message || judging.usable.length === 0 || algorithm === 'none') {
    return SKIPPED;
  }
  if (algorithm === 'ed25519' || algorithm === 'ecdsa-p256-sha256') {
    return matchPublicKey(judging, algorithm, messageBytes(message, bodyBytes));
  }
  const macs = startMacs(judging);
  if (!macs) {
    return SKIPPED;
  }
  if (message.hasBody) {
    macs.update(bodyBytes);
  }
  return macs.finish();
}

/** One running digest per usable key; undefined where the algorithm is none that can run along. */
export function startMacs(
  judging: Judging,
): { update(chunk: Uint8Array): void; finish(): Match } | undefined {
  const { facts, reading, message, usable } = judging;
  const algorithm: SignatureAlgorithm = reading.algorithm ?? facts.signature.algorithm;
  if (!message || !isMac(algorithm) || usable.length === 0) {
    return undefined;
  }
  const running = usable.map(({ key, prepared }) => ({
    key,
    mac: startMac(algorithm, sharedBytes(prepared)).update(message.prefix),
  }));
  return {
    update(chunk) {
      for (const { mac } of running) {
        mac.update(chunk);
      }
    },
    finish() {
      const digests = running.map(({ key, mac }) => ({
        key,
        text: mac.update(message.suffix).digest(facts.signature.encoding),
      }));
      return firstMatch(judging, digests);
    },
  };
}

function sharedBytes(prepared: UsableKey['prepared']): Uint8Array {
  return prepared.kind === 'shared' ? prepared.bytes : new Uint8Array();
}

function firstMatch(judging: Judging, digests: readonly { key: NamedKey; text: string }[]): Match {
  const expected = digests[0]?.text ?? null;
  for (const { key, text } of digests) {
    const entry = judging.reading.entries.findIndex((candidate) =>
      isSameSignature(judging.facts, candidate, text),
    );
    if (entry >= 0) {
      return { result: 'pass', key, expected: text, entry };
    }
  }
  return { result: judging.reading.entries.length > 0 ? 'fail' : 'skipped', expected };
}

function isSameSignature(facts: DialectFacts, received: string, computed: string): boolean {
  const { comparison, encoding } = facts.signature;
  if (comparison === 'text') {
    return equalTexts(received, computed);
  }
  const left = decodeText(received, encoding);
  const right = decodeText(computed, encoding);
  return left !== undefined && right !== undefined && equalBytes(left, right);
}

function matchToken(judging: Judging): Match {
  const [received] = judging.reading.entries;
  if (received === undefined || judging.usable.length === 0) {
    return SKIPPED;
  }
  const found = judging.usable.find(({ key }) => equalTexts(received, key.secret));
  // The expected value would be the secret itself: it stays out of the report.
  return found
    ? { result: 'pass', key: found.key, expected: null, entry: 0 }
    : { result: 'fail', expected: null };
}

function matchPublicKey(
  judging: Judging,
  algorithm: 'ed25519' | 'ecdsa-p256-sha256',
  signedBytes: Uint8Array,
): Match {
  const { entries } = judging.reading;
  const digest = algorithm === 'ed25519' ? null : 'sha256';
  for (const { key, prepared } of judging.usable) {
    if (prepared.kind !== 'pair') {
      continue;
    }
    const entry = entries.findIndex((text) => {
      const signature = decodeText(text, judging.facts.signature.encoding);
      return signature && isFitting(digest, signedBytes, prepared.publicKey, signature);
    });
    if (entry >= 0) {
      return { result: 'pass', key, expected: null, entry };
    }
  }
  return { result: entries.length > 0 ? 'fail' : 'skipped', expected: null };
}

/** A signature of a form that the algorithm cannot have makes node:crypto throw: it does not fit. */
function isFitting(
  digest: string | null,
  signedBytes: Uint8Array,
  publicKey: KeyObject,
  signature: Uint8Array,
): boolean {
  try {
    return verifySignature(digest, signedBytes, publicKey, signature);
  } catch {
    return false;
  }
}

/** One key's digest of the message, encoded. */
export function macText(
  algorithm: MacAlgorithm,
  keyBytes: Uint8Array,
  signed: { readonly message: SignedMessage; readonly bodyBytes: Uint8Array },
  encoding: SignatureEncoding,
): string {
  const { message, bodyBytes } = signed;
  const mac = startMac(algorithm, keyBytes);
  if (message.prefix !== '') {
    mac.update(message.prefix);
  }
  if (message.hasBody) {
    mac.update(bodyBytes);
  }
  if (message.suffix !== '') {
    mac.update(message.suffix);
  }
  return mac.digest(encoding);
}
