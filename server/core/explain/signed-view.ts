import type { Explanation } from '../../contract/explain.ts';
import type { DialectFacts, SignedPart } from '../dialects/facts.ts';
import { buildMessage, messageBytes, partText, type SignedMessage } from '../dialects/message.ts';
import type { MessageInput } from '../dialects/message-input.ts';
import { type SchemeRequest, schemeOf } from './schemes.ts';

const MAX_SHOWN_BYTES = 256 * 1024;

export type SignedView = Pick<
  Explanation,
  'signed_size' | 'signed_base64' | 'spans' | 'sender_base64'
>;

export interface SignedViewInput {
  readonly facts: DialectFacts;
  readonly request: SchemeRequest;
  /** What the check found, for schemes that make no digest. */
  readonly known: SignedMessage | undefined;
  readonly bodyBytes: Uint8Array;
}

/** The signed bytes with their parts; where other bytes were signed, the run that differs is suspect. */
export function signedView(
  input: SignedViewInput,
  signedBodyBytes: Uint8Array | undefined,
): SignedView {
  const { bodyBytes } = input;
  const message = schemeOf(input.facts, input.request)?.messageOf(bodyBytes) ?? input.known;
  if (!message) {
    return { signed_size: 0, signed_base64: null, spans: [], sender_base64: null };
  }
  const bytes = messageBytes(message, bodyBytes);
  const start = Buffer.byteLength(message.prefix);
  const spans = namedSpans(input, message) ?? coarseSpans(message, bodyBytes);
  const suspect = signedBodyBytes && suspectSpan(bodyBytes, signedBodyBytes);
  let senderBytes: Uint8Array | undefined;
  if (suspect && message.hasBody) {
    spans.push({ part: 'suspect', start: start + suspect.start, end: start + suspect.end });
    senderBytes = messageBytes(message, signedBodyBytes);
  }
  return {
    signed_size: bytes.length,
    signed_base64: base64Start(bytes),
    spans: spans.filter((span) => span.end > span.start),
    sender_base64: senderBytes ? base64Start(senderBytes) : null,
  };
}

type Span = Explanation['spans'][number];

/** Each part under its own name; undefined where the facts do not yield this very message. */
function namedSpans(
  { facts, request, bodyBytes }: SignedViewInput,
  message: SignedMessage,
): Span[] | undefined {
  const parts = facts.signature.signed;
  const built = buildMessage(parts, { ...request, bodyBytes });
  if (
    built?.prefix !== message.prefix ||
    built.suffix !== message.suffix ||
    built.hasBody !== message.hasBody
  ) {
    return undefined;
  }
  const bodyAt = parts.findIndex(({ kind }) => kind === 'body');
  let end = 0;
  return parts.map((part, index) => {
    const start = end;
    end += part.kind === 'body' ? bodyBytes.length : textSize(part, { ...request, bodyBytes });
    const isAfterBody = bodyAt >= 0 && index > bodyAt;
    return { part: nameOf(part, isAfterBody), start, end };
  });
}

function textSize(part: SignedPart, input: MessageInput): number {
  return Buffer.byteLength(partText(part, input) ?? '');
}

function nameOf({ kind }: SignedPart, isAfterBody: boolean): Span['part'] {
  if (kind === 'literal' || kind === 'canonical') {
    return isAfterBody ? 'after_body' : 'before_body';
  }
  return kind;
}

function coarseSpans(message: SignedMessage, bodyBytes: Uint8Array): Span[] {
  const start = Buffer.byteLength(message.prefix);
  const end = message.hasBody ? start + bodyBytes.length : start;
  return [
    { part: 'before_body', start: 0, end: start },
    { part: 'body', start, end },
    { part: 'after_body', start: end, end: end + Buffer.byteLength(message.suffix) },
  ];
}

function base64Start(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, MAX_SHOWN_BYTES)).toString('base64');
}

/** The bytes of the received body that differ from those that were signed; none where they are equal. */
function suspectSpan(
  received: Uint8Array,
  signed: Uint8Array,
): { start: number; end: number } | undefined {
  const shorter = Math.min(received.length, signed.length);
  let start = 0;
  while (start < shorter && received[start] === signed[start]) {
    start += 1;
  }
  if (start === received.length && start === signed.length) {
    return undefined;
  }
  let tail = 0;
  while (
    tail < shorter - start &&
    received[received.length - 1 - tail] === signed[signed.length - 1 - tail]
  ) {
    tail += 1;
  }
  const end = received.length - tail;
  return { start: Math.min(start, received.length - 1), end: Math.max(end, start + 1) };
}
