import { sign as signBytes } from 'node:crypto';
import type { SignatureReport } from '../../contract/signature.ts';
import type { RawHeaders } from '../../contract/text.ts';
import { AppError } from '../errors.ts';
import { encodeBytes } from './bytes.ts';
import type {
  Dialect,
  ShapedRequest,
  ShapeInput,
  SignInput,
  StreamingCheck,
  VerifyInput,
} from './dialect.ts';
import { compileEnvelope } from './envelope.ts';
import type { DialectFacts } from './facts.ts';
import { challengeOf, isUnsignedQuestion, shapeQuestion } from './handshake-request.ts';
import { macText, matchBody, type ReadRequest, startJudging, startMacs } from './judge.ts';
import { type PreparedKey, prepareKey } from './keys.ts';
import { isMac } from './mac.ts';
import { buildMessage, messageBytes, type SignedMessage } from './message.ts';
import { describeKeyForm, makeKey, takeKey } from './mint-keys.ts';
import { findingsOf, headerNames, startFindings } from './notes.ts';
import { slotCount, writeSignature } from './place.ts';
import { writeReport } from './report.ts';
import { writeTimestamp } from './timestamps.ts';

/** What a dialect does in code where facts cannot say it. */
export interface DialectHooks {
  /** Changes the shaped request: Twilio adds the body's digest to the URL. */
  readonly adjust?: (request: ShapedRequest, input: ShapeInput) => ShapedRequest;
  /** Reads the signature where it is not in a header. */
  readonly read?: ReadRequest;
  /** Replaces signing and sealing as a whole (signatures inside the body, RFC 9421). */
  readonly seal?: (input: SignInput) => ShapedRequest;
  /** Looks again at a request whose body was in memory: a provider that signs in two ways. */
  readonly secondLook?: (report: SignatureReport, input: VerifyInput) => SignatureReport;
  /** Replaces judging as a whole. */
  readonly verify?: (input: VerifyInput) => SignatureReport;
}

/** Makes a dialect of its facts. Throws RangeError where a template holds an unknown name. */
export function createDialect(facts: DialectFacts, hooks: DialectHooks = {}): Dialect {
  const envelope = withPing(facts, compileEnvelope(facts.envelope));
  const { adjust, seal } = hooks;
  const sign = (input: SignInput) => signRequest(facts, input);
  return {
    id: facts.id,
    name: facts.name,
    kind: facts.kind,
    headers: headerNames(facts),
    delivery: facts.delivery,
    facts,
    shape: adjust ? (input) => adjust(envelope(input), input) : envelope,
    sign: seal ? (input) => seal(input).headers.slice(input.request.headers.length) : sign,
    seal: seal ?? ((input) => withHeaders(input.request, sign(input))),
    verify: (input) =>
      guarded(facts, () => {
        const report = hooks.verify?.(input) ?? judgeRequest(facts, input, hooks.read);
        return hooks.secondLook?.(report, input) ?? report;
      }),
    startVerify: hooks.verify ? undefined : (input) => startStreaming(facts, hooks, input),
    generateKey: (random) => makeKey(facts.key, random),
    importKey: (secret) => takeKey(facts.name, facts.key, secret),
  };
}

/**
 * Our ping (a text) in the provider's own form: its ping event where it has one, its question about
 * the URL where it asks one.
 */
function withPing(
  facts: DialectFacts,
  envelope: (input: ShapeInput) => ShapedRequest,
): (input: ShapeInput) => ShapedRequest {
  const sample = facts.events.find(({ type }) => type === 'ping');
  const dataText = sample && JSON.stringify(sample.data);
  if (dataText === undefined && facts.handshake === undefined) {
    return envelope;
  }
  return (input) => {
    if (input.eventType !== 'ping' || !input.dataText.startsWith('"')) {
      return envelope(input);
    }
    const challenge = challengeOf(input.deliveryId);
    const { url, nowMs } = input;
    return (
      shapeQuestion(facts, { url, nowMs, challenge }) ??
      envelope(dataText === undefined ? input : { ...input, dataText, dataBytes: undefined })
    );
  };
}

function withHeaders(request: ShapedRequest, headers: RawHeaders): ShapedRequest {
  return { ...request, headers: [...request.headers, ...headers] };
}

function signRequest(facts: DialectFacts, input: SignInput): RawHeaders {
  const { signature } = facts;
  const isOptional = facts.kind === 'unsigned' && input.keys.length === 0;
  if (signature.algorithm === 'none' || isOptional || isUnsignedQuestion(facts, input.request)) {
    return [];
  }
  const { timestamp } = signature;
  const timestampText = timestamp && writeTimestamp(timestamp.unit, input.nowMs);
  if (signature.algorithm === 'token') {
    const signatures = [firstKey(facts, input).secret];
    return writeSignature(signature, { id: input.deliveryId, timestampText, signatures });
  }
  const message = messageToSign(facts, input, timestampText);
  firstKey(facts, input);
  const signatures = input.keys
    .slice(0, slotCount(signature.place))
    .map((key) => signWith(facts, key, message, input.request.bodyBytes));
  const headers = writeSignature(signature, { id: input.deliveryId, timestampText, signatures });
  return signature.legacy ? [...legacyHeaders(facts, input), ...headers] : headers;
}

/** The message to sign. Throws AppError `invalid_request` where the body lacks what is signed. */
export function messageToSign(
  facts: DialectFacts,
  input: SignInput,
  timestampText: string | undefined,
): SignedMessage {
  const { request } = input;
  const message = buildMessage(facts.signature.signed, {
    method: request.method,
    url: request.url,
    headers: request.headers,
    bodyBytes: request.bodyBytes,
    id: input.deliveryId,
    timestampText,
  });
  if (!message) {
    throw new AppError('invalid_request', `data: ${facts.name} signs fields that it lacks.`);
  }
  return message;
}

/** The encoded signature of one key. Throws AppError `invalid_secret` where the key cannot sign. */
export function signWith(
  facts: DialectFacts,
  key: SignInput['keys'][number],
  message: SignedMessage,
  bodyBytes: Uint8Array,
): string {
  const { algorithm, encoding } = facts.signature;
  const prepared = prepareKey(facts.key, key);
  if (prepared.kind === 'shared' && isMac(algorithm)) {
    return macText(algorithm, prepared.bytes, { message, bodyBytes }, encoding);
  }
  if (prepared.kind === 'pair' && prepared.privateKey) {
    const digest = algorithm === 'ed25519' ? null : 'sha256';
    const bytes = signBytes(digest, messageBytes(message, bodyBytes), prepared.privateKey);
    return encodeBytes(bytes, encoding);
  }
  throw unusableKey(facts, prepared);
}

/** The refusal of a key that cannot sign. */
export function unusableKey(facts: DialectFacts, prepared: PreparedKey): AppError {
  const why =
    prepared.kind === 'fault'
      ? prepared.text
      : 'it is a public key, and signing needs a private one';
  return new AppError(
    'invalid_secret',
    `secret: ${facts.name} takes ${describeKeyForm(facts.key)}; ${why}.`,
  );
}

/** The newest key. Throws AppError `invalid_secret` where there is none. */
export function firstKey(facts: DialectFacts, input: SignInput) {
  const [key] = input.keys;
  if (!key) {
    throw new AppError('invalid_secret', `secret: ${facts.name} needs a key to sign with.`);
  }
  return key;
}

function legacyHeaders(facts: DialectFacts, input: SignInput): RawHeaders {
  const prepared = prepareKey(facts.key, firstKey(facts, input));
  if (prepared.kind !== 'shared') {
    return [];
  }
  const message = { prefix: '', hasBody: true, suffix: '' };
  return (facts.signature.legacy ?? []).map((legacy) => {
    const signed = { message, bodyBytes: input.request.bodyBytes };
    const text = macText(legacy.algorithm, prepared.bytes, signed, legacy.encoding);
    return [legacy.header, legacy.prefix + text];
  });
}

/** Judges by facts alone; `read` finds the signature where it is not in a header. */
export function judgeRequest(
  facts: DialectFacts,
  input: VerifyInput,
  read?: ReadRequest,
): SignatureReport {
  const judging = startJudging(facts, input, read);
  const match = matchBody(judging, input.bodyBytes);
  return writeReport(judging, match, findingsOf(input.bodyBytes));
}

function startStreaming(
  facts: DialectFacts,
  hooks: DialectHooks,
  input: Omit<VerifyInput, 'bodyBytes'>,
): StreamingCheck | undefined {
  if (hooks.read || needsBody(facts)) {
    return undefined;
  }
  const judging = startJudging(facts, input);
  const macs = startMacs(judging);
  const findings = startFindings();
  return {
    update(chunk) {
      findings.update(chunk);
      if (judging.message?.hasBody) {
        macs?.update(chunk);
      }
    },
    finish: () =>
      guarded(facts, () => {
        const match = macs ? macs.finish() : matchBody(judging, new Uint8Array());
        return writeReport(judging, match, findings.finish());
      }),
  };
}

/** Whether the scheme looks into the body, or takes it in one piece only. */
function needsBody(facts: DialectFacts): boolean {
  const { algorithm, timestamp, place, signed } = facts.signature;
  const isPublicKey = algorithm === 'ed25519' || algorithm === 'ecdsa-p256-sha256';
  return (
    isPublicKey ||
    algorithm === 'by_key' ||
    place.kind === 'body' ||
    timestamp?.place.kind === 'body' ||
    signed.some((part) => part.kind === 'canonical')
  );
}

/** Judging never throws: what it cannot judge is invalid, and the report says so. */
function guarded(facts: DialectFacts, judge: () => SignatureReport): SignatureReport {
  try {
    return judge();
  } catch {
    const text = 'the request could not be judged';
    return {
      verdict: 'invalid',
      dialect: facts.id,
      reason: 'The request could not be judged: it has a form that this dialect never sends.',
      checks: [
        { name: 'header_present', result: 'skipped', text },
        { name: 'header_parses', result: 'fail', text },
        { name: 'secret_usable', result: 'skipped', text },
        { name: 'time_in_tolerance', result: 'skipped', text },
        { name: 'bytes_match', result: 'skipped', text },
      ],
      received: null,
      expected: null,
      signed_prefix: null,
      signed_suffix: null,
      key_source: null,
      notes: [],
    };
  }
}
