// One frame of a segment, little endian:
//   [u32 salt][u32 length of payload][u32 crc32 of payload]
//   payload = [u8 kind][u32 summary bytes][u32 detail bytes][u32 text bytes] summary, detail, text, raw
// Summary: all that a restart needs, JSON. Detail: read when one thing is opened, JSON. Text: header
// lines as latin1, so that a search can look at them without parsing. Raw: bodies.
// The salt is random per segment: after damage we look for the next frame by it, and nobody who
// sends us a body can forge a frame inside it.
import { crc32 } from 'node:zlib';
import { combineCrc32 } from '../../core/crc32-combine.ts';
import { putBytes } from '../../core/put-bytes.ts';

export const FRAME_HEADER_BYTES = 12;
const PAYLOAD_HEADER_BYTES = 13;
const MIN_PAYLOAD_BYTES = PAYLOAD_HEADER_BYTES;

export interface FrameParts {
  readonly kind: number;
  readonly summaryText: string;
  readonly detailText?: string;
  /** Characters up to U+00FF only: written as latin1. */
  readonly latinText?: string;
  /** Strings are written as UTF-8. */
  readonly raw?: readonly (Uint8Array | string)[];
  /** In the place of raw: bytes whose CRC-32 is known. */
  readonly checked?: { readonly bytes: Uint8Array; readonly crc32: number };
  /** Detail, text and raw that were encoded before, in the place of the three. */
  readonly encoded?: {
    readonly detailBytes: number;
    readonly linesBytes: number;
    readonly bytes: Uint8Array;
  };
}

/** Where the sections of a frame lie, as offsets into the buffer that holds it. */
export interface FrameView {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  readonly kind: number;
  readonly summaryStart: number;
  readonly detailStart: number;
  readonly textStart: number;
  readonly rawStart: number;
}

/** Gathers frames in one growing buffer, so that a batch is one write. */
export class FrameWriter {
  #buffer: Buffer;
  size = 0;

  constructor(initialBytes = 64 * 1024) {
    this.#buffer = Buffer.allocUnsafeSlow(initialBytes);
  }

  get capacity(): number {
    return this.#buffer.length;
  }

  /** Appends a frame and answers its length. The salt is set when the batch's segment is known. */
  add(parts: FrameParts): number {
    const start = this.size;
    this.#reserve(start + maxBytesOf(parts));
    const buffer = this.#buffer;
    const summaryStart = start + FRAME_HEADER_BYTES + PAYLOAD_HEADER_BYTES;
    const detailStart = summaryStart + buffer.write(parts.summaryText, summaryStart, 'utf8');
    const { textStart, rawStart, end } = putSections(buffer, parts, detailStart);
    const payloadStart = start + FRAME_HEADER_BYTES;
    buffer.writeUInt8(parts.kind, payloadStart);
    buffer.writeUInt32LE(detailStart - summaryStart, payloadStart + 1);
    buffer.writeUInt32LE(textStart - detailStart, payloadStart + 5);
    buffer.writeUInt32LE(rawStart - textStart, payloadStart + 9);
    buffer.writeUInt32LE(end - payloadStart, start + 4);
    const { checked } = parts;
    const crc = crc32(buffer.subarray(payloadStart, checked ? rawStart : end));
    const whole = checked ? combineCrc32(crc, checked.crc32, checked.bytes.length) : crc;
    buffer.writeUInt32LE(whole, start + 8);
    this.size = end;
    return end - start;
  }

  setSalt(start: number, salt: number): void {
    this.#buffer.writeUInt32LE(salt, start);
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.size);
  }

  clear(): void {
    this.size = 0;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#buffer.length) {
      return;
    }
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.size);
    this.#buffer = larger;
  }
}

/** The frame at `start`, or undefined where there is none that is whole and sound. */
export function viewFrame(
  buffer: Buffer,
  start: number,
  limit: number,
  salt: number,
): FrameView | undefined {
  const payloadStart = start + FRAME_HEADER_BYTES;
  if (payloadStart + MIN_PAYLOAD_BYTES > limit || buffer.readUInt32LE(start) !== salt) {
    return undefined;
  }
  const end = payloadStart + buffer.readUInt32LE(start + 4);
  if (end > limit || end < payloadStart + MIN_PAYLOAD_BYTES) {
    return undefined;
  }
  if (crc32(buffer.subarray(payloadStart, end)) !== buffer.readUInt32LE(start + 8)) {
    return undefined;
  }
  const view = sectionsOf(buffer, start, end);
  return view.rawStart <= end ? view : undefined;
}

/** The sections of a frame that was checked before. */
export function sectionsOf(buffer: Buffer, start: number, end: number): FrameView {
  const payloadStart = start + FRAME_HEADER_BYTES;
  const summaryStart = payloadStart + PAYLOAD_HEADER_BYTES;
  const detailStart = summaryStart + buffer.readUInt32LE(payloadStart + 1);
  const textStart = detailStart + buffer.readUInt32LE(payloadStart + 5);
  const rawStart = textStart + buffer.readUInt32LE(payloadStart + 9);
  const kind = buffer.readUInt8(payloadStart);
  return { buffer, start, end, kind, summaryStart, detailStart, textStart, rawStart };
}

export function summaryOf(frame: FrameView): unknown {
  return JSON.parse(frame.buffer.toString('utf8', frame.summaryStart, frame.detailStart));
}

export function detailTextOf(frame: FrameView): string {
  return frame.buffer.toString('utf8', frame.detailStart, frame.textStart);
}

export function latinTextOf(frame: FrameView): string {
  return frame.buffer.toString('latin1', frame.textStart, frame.rawStart);
}

export function rawOf(frame: FrameView): Buffer {
  return frame.buffer.subarray(frame.rawStart, frame.end);
}

function putSections(buffer: Buffer, parts: FrameParts, detailStart: number) {
  const { encoded } = parts;
  if (encoded !== undefined) {
    const textStart = detailStart + encoded.detailBytes;
    const end = detailStart + put(buffer, encoded.bytes, detailStart);
    return { textStart, rawStart: textStart + encoded.linesBytes, end };
  }
  const textStart = detailStart + buffer.write(parts.detailText ?? '', detailStart, 'utf8');
  const rawStart = textStart + buffer.write(parts.latinText ?? '', textStart, 'latin1');
  let end = rawStart + (parts.checked ? put(buffer, parts.checked.bytes, rawStart) : 0);
  for (const piece of parts.raw ?? []) {
    end += typeof piece === 'string' ? buffer.write(piece, end, 'utf8') : put(buffer, piece, end);
  }
  return { textStart, rawStart, end };
}

function put(buffer: Buffer, piece: Uint8Array, at: number): number {
  putBytes(buffer, piece, at);
  return piece.length;
}

function maxBytesOf(parts: FrameParts): number {
  // A UTF-16 code unit takes at most three bytes of UTF-8.
  let bytes = FRAME_HEADER_BYTES + PAYLOAD_HEADER_BYTES;
  bytes += 3 * (parts.summaryText.length + (parts.detailText?.length ?? 0));
  bytes += parts.latinText?.length ?? 0;
  bytes += (parts.encoded?.bytes.length ?? 0) + (parts.checked?.bytes.length ?? 0);
  for (const piece of parts.raw ?? []) {
    bytes += typeof piece === 'string' ? 3 * piece.length : piece.length;
  }
  return bytes;
}
