import type { RawHeaders } from '../../contract/text.ts';
import type { DialectFacts, KeyFacts, MacAlgorithm, SignedPart } from '../dialects/facts.ts';
import { isMac, startMac } from '../dialects/mac.ts';
import { buildMessage, type SignedMessage } from '../dialects/message.ts';
import { readSignature } from '../dialects/place.ts';
import { type Change, changes, type Form } from './change.ts';

/** A way to make a digest of a request. */
export interface Scheme {
  readonly algorithm: MacAlgorithm;
  readonly keyFacts: KeyFacts;
  messageOf(bodyBytes: Uint8Array): SignedMessage | undefined;
}

export interface SchemeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: RawHeaders;
  readonly id: string | undefined;
  readonly timestampText: string | undefined;
}

/** The bytes of a digest. */
export function digestOf(
  scheme: Scheme,
  keyBytes: Uint8Array,
  bodyBytes: Uint8Array,
): Buffer | undefined {
  const message = scheme.messageOf(bodyBytes);
  if (!message) {
    return undefined;
  }
  const mac = startMac(scheme.algorithm, keyBytes).update(message.prefix);
  if (message.hasBody) {
    mac.update(bodyBytes);
  }
  return (message.suffix === '' ? mac : mac.update(message.suffix)).digest();
}

/** The scheme that the dialect prescribes; undefined where it makes no digest with a shared key. */
export function schemeOf(facts: DialectFacts, request: SchemeRequest): Scheme | undefined {
  const { algorithm } = facts.signature;
  return isMac(algorithm)
    ? makeScheme(facts.signature.signed, algorithm, facts.key, request)
    : undefined;
}

function makeScheme(
  parts: readonly SignedPart[],
  algorithm: MacAlgorithm,
  keyFacts: KeyFacts,
  request: SchemeRequest,
): Scheme {
  return {
    algorithm,
    keyFacts,
    messageOf: (bodyBytes) => buildMessage(parts, { ...request, bodyBytes }),
  };
}

/** Other schemes that may have been followed: times, algorithms, parts, other dialects. */
export function* schemeForms(
  facts: DialectFacts,
  request: SchemeRequest,
  others: readonly DialectFacts[],
): Generator<Form<Scheme>> {
  const expected = schemeOf(facts, request);
  if (!expected) {
    return;
  }
  yield* timeForms(facts, request);
  yield* dialectForms(facts, request, others);
  yield* partForms(facts, request);
  yield* algorithmForms(facts, expected);
}

function* timeForms(facts: DialectFacts, request: SchemeRequest): Generator<Form<Scheme>> {
  const { timestampText } = request;
  if (timestampText === undefined || !/^\d+$/.test(timestampText)) {
    return;
  }
  const { algorithm } = facts.signature;
  const fix = `${facts.name} signs the timestamp exactly as it stands in the request.`;
  const variants: readonly [string, string][] = [
    [`${timestampText}000`, 'The time was signed in milliseconds and sent in seconds.'],
    [
      String(Math.floor(Number(timestampText) / 1000)),
      'The time was signed in seconds and sent in milliseconds.',
    ],
  ];
  for (const [text, sentence] of variants) {
    if (isMac(algorithm)) {
      const scheme = makeScheme(facts.signature.signed, algorithm, facts.key, {
        ...request,
        timestampText: text,
      });
      yield { value: scheme, change: changes.timeUnit(sentence, fix) };
    }
  }
}

/** Only dialects whose signature header the request carries can be told apart by name. */
function* dialectForms(
  facts: DialectFacts,
  request: SchemeRequest,
  others: readonly DialectFacts[],
): Generator<Form<Scheme>> {
  for (const other of others) {
    if (other.id === facts.id || isSameScheme(other, facts)) {
      continue;
    }
    const reading = readSignature(other.signature, request);
    const own = {
      ...request,
      id: reading.id ?? request.id,
      timestampText: reading.timestampText ?? request.timestampText,
    };
    const scheme = schemeOf(other, own);
    if (scheme) {
      const sentence = `This is ${other.name}'s scheme; ${facts.name}'s is expected here.`;
      const fix = `Set the dialect to ${other.name}, or sign as ${facts.name} does.`;
      yield { value: scheme, change: changes.scheme(sentence, fix) };
    }
  }
}

function isSameScheme(left: DialectFacts, right: DialectFacts): boolean {
  return (
    left.signature.algorithm === right.signature.algorithm &&
    left.key.form === right.key.form &&
    JSON.stringify(left.signature.signed) === JSON.stringify(right.signature.signed)
  );
}

function* partForms(facts: DialectFacts, request: SchemeRequest): Generator<Form<Scheme>> {
  const { algorithm, signed } = facts.signature;
  if (!isMac(algorithm)) {
    return;
  }
  const seen = new Set([JSON.stringify(signed)]);
  for (const [parts, sentence] of partLists(signed)) {
    const name = JSON.stringify(parts);
    if (!seen.has(name)) {
      seen.add(name);
      const fix = `${facts.name} signs ${formulaOf(signed)}.`;
      const value = makeScheme(parts, algorithm, facts.key, request);
      yield { value, change: changes.scheme(sentence, fix) };
    }
  }
}

const BODY: SignedPart = { kind: 'body' };
const ID: SignedPart = { kind: 'id' };
const TIME: SignedPart = { kind: 'timestamp' };
const METHOD: SignedPart = { kind: 'method' };
const URL_PART: SignedPart = { kind: 'url', form: 'as_sent' };
const SEPARATORS = ['.', ':', '', ',', '|', '\n', ' '];

function* partLists(
  signed: readonly SignedPart[],
): Generator<readonly [parts: readonly SignedPart[], sentence: string]> {
  const has = (kind: SignedPart['kind']) => signed.some((part) => part.kind === kind);
  yield [[BODY], 'Only the body was signed.'];
  if (has('id')) {
    yield [without(signed, 'id'), 'The id was left out of the signed text.'];
  }
  if (has('timestamp')) {
    yield [without(signed, 'timestamp'), 'The time was left out of the signed text.'];
  }
  if (has('url')) {
    yield [without(signed, 'url'), 'The URL was left out of the signed text.'];
  }
  const fields = signed.filter((part) => part.kind !== 'literal');
  for (const text of SEPARATORS) {
    const shown = text === '' ? 'nothing' : JSON.stringify(text);
    yield [joined(fields, text), `The parts were joined by ${shown}.`];
  }
  for (const text of SEPARATORS) {
    const sentence = `Parts were separated by ${text === '' ? 'nothing' : JSON.stringify(text)}.`;
    yield [separatedBy(signed, text), sentence];
  }
  yield [[...signed].reverse(), 'The parts were signed in the reverse order.'];
  for (const text of SEPARATORS) {
    yield [joined([TIME, BODY], text), 'Time and body were signed.'];
    yield [joined([BODY, TIME], text), 'Body and time were signed.'];
    yield [joined([ID, BODY], text), 'Id and body were signed.'];
    yield [joined([ID, TIME, BODY], text), 'Id, time and body were signed.'];
    yield [joined([TIME, ID, BODY], text), 'Time, id and body were signed.'];
    yield [joined([URL_PART, BODY], text), 'URL and body were signed.'];
    yield [joined([METHOD, URL_PART, BODY], text), 'Method, URL and body were signed.'];
    yield [joined([URL_PART, TIME, BODY], text), 'URL, time and body were signed.'];
  }
  yield [[URL_PART], 'Only the URL was signed.'];
}

function joined(parts: readonly SignedPart[], text: string): SignedPart[] {
  return parts.flatMap((part, index) =>
    index === 0 || text === '' ? [part] : [{ kind: 'literal' as const, text }, part],
  );
}

/** The same parts and literals, with another character between them. */
function separatedBy(signed: readonly SignedPart[], text: string): SignedPart[] {
  return signed.map((part) =>
    part.kind === 'literal' && /^[.:,|]$/.test(part.text) ? { kind: 'literal', text } : part,
  );
}

/** Leaves out a part and the separator that stands after it, or before it at the end. */
function without(signed: readonly SignedPart[], kind: SignedPart['kind']): SignedPart[] {
  const at = signed.findIndex((part) => part.kind === kind);
  const next = signed[at + 1];
  const end = next?.kind === 'literal' ? at + 2 : at + 1;
  const start = end >= signed.length && signed[at - 1]?.kind === 'literal' ? at - 1 : at;
  return [...signed.slice(0, start), ...signed.slice(end)];
}

/** `id + "." + timestamp + "." + body`. */
function formulaOf(signed: readonly SignedPart[]): string {
  return signed
    .map((part) => {
      switch (part.kind) {
        case 'literal':
          return JSON.stringify(part.text);
        case 'canonical':
          return part.formula;
        default:
          return part.kind;
      }
    })
    .join(' + ');
}

const ALGORITHMS: readonly [MacAlgorithm, string][] = [
  ['hmac-sha256', 'HMAC-SHA-256'],
  ['hmac-sha1', 'HMAC-SHA-1'],
  ['hmac-sha512', 'HMAC-SHA-512'],
  ['hmac-sha384', 'HMAC-SHA-384'],
  ['sha256', 'a bare SHA-256 of secret and text'],
];

function* algorithmForms(facts: DialectFacts, expected: Scheme): Generator<Form<Scheme>> {
  const wanted = ALGORITHMS.find(([id]) => id === expected.algorithm)?.[1] ?? expected.algorithm;
  for (const [algorithm, name] of ALGORITHMS) {
    if (algorithm !== expected.algorithm) {
      const sentence = `Signed with ${name}; ${facts.name} uses ${wanted}.`;
      const change: Change = changes.scheme(sentence, `Use ${wanted}.`);
      yield { value: { ...expected, algorithm }, change };
    }
  }
}
