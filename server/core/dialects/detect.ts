import type { SignatureReport } from '../../contract/signature.ts';
import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';
import { decodeText } from './bytes.ts';
import { findCandidates, isTelling, signatureNames } from './detect-index.ts';
import type { VerifyInput } from './dialect.ts';
import type { DialectFacts, SignatureAlgorithm } from './facts.ts';
import { parseJsonBody, readPath } from './json-path.ts';
import { readSignature } from './place.ts';
import { findDialect, listDialects } from './registry.ts';

/** A dialect that a request looks like, and what makes it look so. */
export interface Detected {
  readonly id: string;
  /** One clause per sign: "Stripe-Signature is there and parses". */
  readonly evidence: readonly string[];
}

/** Bytes of a signature by algorithm; DER signatures vary. */
const SIZES: Partial<Record<SignatureAlgorithm, number>> = {
  'hmac-sha256': 32,
  sha256: 32,
  'hmac-sha1': 20,
  'hmac-sha384': 48,
  'hmac-sha512': 64,
  ed25519: 64,
};

/** Larger bodies are not parsed for a guess: this runs while requests arrive. */
const MAX_PARSED_BYTES = 64 * 1024;

/** A request prepared once for all dialects. */
interface Signs {
  readonly headers: RawHeaders;
  /** In lower case. */
  readonly names: ReadonlySet<string>;
  /** Parsed at the first call, and only where a dialect asks. */
  readonly body: () => unknown;
}

/**
 * The dialects that a request looks like, most likely first; empty where nothing speaks for any.
 * A guess from outward signs: only `verify` with a key proves it.
 */
export function detectDialect(headers: RawHeaders, bodyBytes?: Uint8Array): Detected[] {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const candidates = findCandidates(listDialects(), { headers, names, bodyBytes });
  if (candidates.length === 0) {
    return [];
  }
  const signs: Signs = { headers, names, body: parseOnce(bodyBytes) };
  return candidates
    .map((facts) => weigh(facts, signs))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ id, evidence }) => ({ id, evidence }));
}

function parseOnce(bodyBytes: Uint8Array | undefined): () => unknown {
  const isFit = bodyBytes !== undefined && bodyBytes.byteLength <= MAX_PARSED_BYTES;
  let parsed: { value: unknown } | undefined;
  return () => {
    parsed ??= { value: isFit ? parseJsonBody(bodyBytes) : undefined };
    return parsed.value;
  };
}

interface Weight extends Detected {
  score: number;
  evidence: string[];
}

function weigh(facts: DialectFacts, signs: Signs): Weight {
  const weight: Weight = { id: facts.id, score: 0, evidence: [] };
  const add = (score: number, text: string) => {
    weight.score += score;
    weight.evidence.push(text);
  };
  const signed = weighSignature(facts, signs);
  if (!signed && facts.kind !== 'unsigned') {
    weighUnsigned(facts, signs, add);
    return weight;
  }
  // A bearer token is no sign of any provider.
  const isSigned = signed !== undefined && facts.kind !== 'unsigned';
  if (isSigned) {
    add(signed.score, signed.text);
  }
  weighEnvelope(facts, signs, add);
  weighType(facts, signs.headers, isSigned, add);
  if (weight.score === 0) {
    return weight;
  }
  weighAgent(facts, signs.headers, add);
  const { eventTypeAt } = facts;
  if (eventTypeAt.kind === 'body' && typeof readPath(signs.body(), eventTypeAt.path) === 'string') {
    add(1, `the body has ${eventTypeAt.path}`);
  }
  return weight;
}

type Add = (score: number, text: string) => void;

/** A provider that was given no secret sends everything but the signature. */
function weighUnsigned(facts: DialectFacts, { names }: Signs, add: Add): void {
  const { place } = facts.signature;
  const isSignedOtherwise = 'header' in place && names.has(place.header.toLowerCase());
  if (isSignedOtherwise || facts.eventTypeAt.kind !== 'header') {
    return;
  }
  const { header } = facts.eventTypeAt;
  if (isTelling(header) && names.has(header.toLowerCase())) {
    add(1, `${header} is there, the signature is not`);
  }
}

/** What the signature says for this dialect; undefined where it is not there in its form. */
function weighSignature(
  facts: DialectFacts,
  signs: Signs,
): { score: number; text: string } | undefined {
  const { place } = facts.signature;
  switch (place.kind) {
    case 'body':
      return typeof readPath(signs.body(), place.path) === 'string'
        ? { score: 6, text: `the body has ${place.path}` }
        : undefined;
    case 'message_signature':
      return signs.names.has('signature') && signs.names.has('signature-input')
        ? { score: 6, text: 'Signature and Signature-Input are there' }
        : undefined;
    case 'nowhere':
      return undefined;
    default:
      return weighHeader(facts, signs);
  }
}

function weighHeader(
  facts: DialectFacts,
  { headers, names }: Signs,
): { score: number; text: string } | undefined {
  const { signature } = facts;
  const name = signatureNames(facts).find((candidate) => names.has(candidate.toLowerCase()));
  if (name === undefined) {
    return undefined;
  }
  const reading = readSignature(signature, { headers });
  const lacking = reading.missing.filter((field) => !field.endsWith('in the body'));
  const isFitting =
    reading.fault === undefined && lacking.length === 0 && hasSize(facts, reading.entries);
  if (!isFitting) {
    return undefined;
  }
  const companions = [signature.idHeader, signature.timestamp].filter(Boolean).length;
  return { score: 4 + companions, text: `${name} is there and parses` };
}

function hasSize(facts: DialectFacts, entries: readonly string[]): boolean {
  const { algorithm, encoding, place } = facts.signature;
  const size = SIZES[algorithm];
  if (size === undefined || place.kind === 'method') {
    return entries.length > 0;
  }
  return entries.some((entry) => decodeText(entry, encoding)?.byteLength === size);
}

/** Headers that only this provider sends; a fixed value that is the same counts twice. */
function weighEnvelope(facts: DialectFacts, { headers, names }: Signs, add: Add): void {
  for (const [name, template] of facts.envelope.headers) {
    const lower = name.toLowerCase();
    if (names.has(lower) && isTelling(name)) {
      add(findHeader(headers, name) === template ? 2 : 1, `${name} is there`);
    }
  }
}

/** JSON is everybody's; a form or CloudEvents' own type says more. */
function weighType(facts: DialectFacts, headers: RawHeaders, isSigned: boolean, add: Add): void {
  const sent = findHeader(headers, 'Content-Type')?.split(';')[0]?.trim().toLowerCase();
  const [, template = ''] =
    facts.envelope.headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  const [own = ''] = template.split(';');
  if (sent !== own) {
    return;
  }
  if (own.includes('cloudevents')) {
    add(4, `the content type is ${own}`);
  } else if (isSigned) {
    add(1, `the content type is ${own}`);
  }
}

function weighAgent(facts: DialectFacts, headers: RawHeaders, add: Add): void {
  const sent = findHeader(headers, 'User-Agent')?.toLowerCase();
  const [, template = ''] =
    facts.envelope.headers.find(([name]) => name.toLowerCase() === 'user-agent') ?? [];
  const product = template.split(/[/ ]/)[0]?.toLowerCase() ?? '';
  if (product.length > 2 && sent?.startsWith(product)) {
    add(2, `the user agent is ${template.split(' ')[0]}`);
  }
}

export interface Judged {
  readonly report: SignatureReport;
  /** The dialect judged by, and why it was thought of. */
  readonly detected: Detected;
}

/** Few dialects share a header: more candidates than this are never right. */
const MAX_TRIED = 8;

/**
 * Judges a request of an unknown dialect with every key: the first candidate that fits wins, otherwise the most
 * likely one speaks. undefined where the request looks like no dialect. Never throws.
 */
export function verifyDetected(input: VerifyInput): Judged | undefined {
  const candidates = detectDialect(input.headers, input.bodyBytes).slice(0, MAX_TRIED);
  let first: Judged | undefined;
  for (const detected of candidates) {
    const report = findDialect(detected.id)?.verify(input);
    if (!report) {
      continue;
    }
    if (report.verdict === 'valid' || report.verdict === 'stale') {
      return { report, detected };
    }
    first ??= { report, detected };
  }
  return first;
}
