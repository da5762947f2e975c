import { isUtf8 } from 'node:buffer';
import type { RawHeaders } from '../../contract/text.ts';
import { countHeader } from '../raw-headers.ts';
import { startUtf8Watch } from './bytes.ts';
import type { DialectFacts, NoteCondition } from './facts.ts';
import { placeHeader, type Reading } from './place.ts';

/** What is known of a body once it has passed by. */
export interface BodyFindings {
  readonly size: number;
  readonly isUtf8: boolean;
  readonly hasByteOrderMark: boolean;
  /** The body itself where it was in memory. */
  readonly bodyBytes?: Uint8Array;
}

/** Larger bodies are not parsed for a note's sake: judging stays cheap on the capture path. */
const MAX_PARSED_BYTES = 64 * 1024;

export function findingsOf(bodyBytes: Uint8Array): BodyFindings {
  return {
    size: bodyBytes.byteLength,
    isUtf8: isUtf8(bodyBytes),
    hasByteOrderMark: startsWithMark(bodyBytes),
    bodyBytes,
  };
}

/** Gathers the same findings from a body in pieces, without keeping it. */
export function startFindings(): { update(chunk: Uint8Array): void; finish(): BodyFindings } {
  const watch = startUtf8Watch();
  let head = new Uint8Array();
  let size = 0;
  return {
    update(chunk) {
      if (head.byteLength < 3) {
        head = new Uint8Array(Buffer.concat([head, chunk.subarray(0, 3 - head.byteLength)]));
      }
      size += chunk.byteLength;
      watch.update(chunk);
    },
    finish: () => ({ size, isUtf8: watch.isUtf8(), hasByteOrderMark: startsWithMark(head) }),
  };
}

function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

export interface NoteInput {
  readonly facts: DialectFacts;
  readonly reading: Reading;
  readonly url: string;
  readonly headers: RawHeaders;
  readonly findings: BodyFindings;
  readonly isFuture: boolean;
  readonly isOddTimestamp: boolean;
  readonly hasBareSecret: boolean;
}

/** The notes that apply to this request: what the provider's own package would do differently. */
export function collectNotes(input: NoteInput): string[] {
  const notes: string[] = [];
  for (const note of input.facts.package?.notes ?? []) {
    if (holds(note.when, input)) {
      notes.push(note.text);
    }
  }
  const name = placeHeader(input.facts.signature.place);
  if (
    name !== undefined &&
    input.reading.received !== null &&
    countHeader(input.headers, name) > 1
  ) {
    notes.push(`${name} occurs more than once; the first one was judged.`);
  }
  if (!input.findings.isUtf8) {
    notes.push('The body is not valid UTF-8. The signature was judged on its raw bytes.');
  }
  return notes;
}

/** Header names of a signature, its own first. */
export function headerNames(facts: DialectFacts): string[] {
  const { place, idHeader, timestamp } = facts.signature;
  const names: string[] = [];
  if ('header' in place) {
    names.push(place.header, ...('moreHeaders' in place ? (place.moreHeaders ?? []) : []));
  } else if (place.kind === 'message_signature') {
    names.push('Signature', 'Signature-Input', 'Content-Digest');
  }
  if (idHeader !== undefined) {
    names.push(idHeader);
  }
  if (timestamp?.place.kind === 'header') {
    names.push(timestamp.place.header);
  }
  return names;
}

function holds(when: NoteCondition, input: NoteInput): boolean {
  const { reading, findings } = input;
  switch (when) {
    case 'always':
      return true;
    case 'not_utf8':
      return !findings.isUtf8;
    case 'byte_order_mark':
      return findings.hasByteOrderMark;
    case 'empty_body':
      return findings.size === 0;
    case 'not_json':
      return findings.size > 0 && jsonForm(findings) === 'none';
    case 'not_compact_json':
      return jsonForm(findings) === 'other';
    case 'future_time':
      return input.isFuture;
    case 'odd_timestamp':
      return input.isOddTimestamp;
    case 'several_signatures':
      return reading.entries.length > 1;
    case 'upper_case_hex':
      return reading.entries.some((entry) => /^(?=.*[A-F])[0-9A-Fa-f]+$/.test(entry));
    case 'missing_padding':
      return reading.entries.some((entry) => !entry.endsWith('=') && entry.length % 4 !== 0);
    case 'spaces_in_header':
      return reading.received?.includes(' ') ?? false;
    case 'bare_secret':
      return input.hasBareSecret;
    case 'escapes_in_url':
      return /%[0-9a-f]{2}/i.test(input.url);
    case 'missing_companion':
      return lacksCompanion(input);
    case 'standard_header_names':
      return input.headers.some(([name]) => name.toLowerCase() === 'webhook-signature');
  }
}

/** Whether a header that the provider sends beside the signature is not there. */
function lacksCompanion(input: NoteInput): boolean {
  const sent = new Set(input.headers.map(([name]) => name.toLowerCase()));
  const companions = input.facts.package?.companions ?? [];
  return companions.some((name) => !sent.has(name.toLowerCase()));
}

/** Whether the body is JSON exactly as JSON.stringify writes it, JSON of another form, or none. */
function jsonForm(findings: BodyFindings): 'compact' | 'other' | 'none' | 'unknown' {
  const { bodyBytes } = findings;
  if (!bodyBytes || bodyBytes.byteLength > MAX_PARSED_BYTES) {
    return 'unknown';
  }
  const text = Buffer.from(bodyBytes).toString('utf8');
  try {
    return JSON.stringify(JSON.parse(text)) === text ? 'compact' : 'other';
  } catch {
    return 'none';
  }
}
