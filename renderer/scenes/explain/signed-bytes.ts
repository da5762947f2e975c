import type { Explanation } from '../../../server/contract/explain.ts';
import { bytesOfBase64 } from '../../components/base64.ts';

export type SpanPart = Explanation['spans'][number]['part'];

/** A run of bytes that belong to one part of the signed string. */
export interface Run {
  start: number;
  end: number;
  part: SpanPart;
}

/** The signed string without gaps or overlaps: what is suspect is cut out of the part it lies in. */
export function runsOf(spans: Explanation['spans'], sizeBytes: number): Run[] {
  const edges = new Set([0, sizeBytes]);
  for (const span of spans) {
    edges.add(Math.min(span.start, sizeBytes));
    edges.add(Math.min(span.end, sizeBytes));
  }
  const sorted = [...edges].sort((left, right) => left - right);
  return sorted.slice(0, -1).map((start, index) => ({
    start,
    end: sorted[index + 1] ?? sizeBytes,
    part: partAt(spans, start),
  }));
}

/** The part that a byte belongs to; the suspect one wins. */
export function partAt(spans: Explanation['spans'], offset: number): SpanPart {
  const around = spans.filter((span) => span.start <= offset && offset < span.end);
  const found = around.find((span) => span.part === 'suspect') ?? around[0];
  return found?.part ?? 'body';
}

export function suspectOf(
  explanation: Pick<Explanation, 'spans'>,
): { start: number; end: number } | null {
  return explanation.spans.find((span) => span.part === 'suspect') ?? null;
}

const NAMED_BYTES: Record<number, string> = {
  9: 'tab',
  10: 'newline',
  13: 'carriage return',
  32: 'space',
  239: 'byte-order mark',
};

/** "offset 59: newline", "offsets 12 to 90: 78 bytes". */
export function suspectText(bytes: Uint8Array, suspect: { start: number; end: number }): string {
  const size = suspect.end - suspect.start;
  if (size > 2) {
    const name = size === 3 && bytes[suspect.start] === 239 ? 'byte-order mark' : `${size} bytes`;
    return `offset ${suspect.start}: ${name}`;
  }
  const names = [...bytes.subarray(suspect.start, suspect.end)].map(
    (byte) => NAMED_BYTES[byte] ?? `0x${byte.toString(16).padStart(2, '0')}`,
  );
  return `offset ${suspect.start}: ${names.join(', ')}`;
}

/**
 * The body that was signed, where the received one only has bytes too many: what is left without
 * the suspect ones. Null where other bytes were signed, or where not all of them are known.
 */
export function bodyWithoutSuspect(explanation: Explanation): Uint8Array<ArrayBuffer> | null {
  const suspect = suspectOf(explanation);
  if (suspect === null || explanation.sender_base64 === null) {
    return null;
  }
  const sender = bytesOfBase64(explanation.sender_base64);
  const extra = suspect.end - suspect.start;
  if (sender.byteLength !== explanation.signed_size - extra) {
    return null;
  }
  const body = explanation.spans.find((span) => span.part === 'body');
  if (body === undefined) {
    return null;
  }
  return sender.slice(body.start, sender.byteLength - (explanation.signed_size - body.end));
}
