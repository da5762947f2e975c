/** Where each line of a text starts; a line ends after its LF, or after a CR that no LF follows. */
export function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let position = 0; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    const isLoneCr = code === 0x0d && text.charCodeAt(position + 1) !== 0x0a;
    if (code === 0x0a || isLoneCr) {
      starts.push(position + 1);
    }
  }
  return Uint32Array.from(starts);
}

export interface LinePiece {
  text: string;
  /** How an invisible character is drawn; null for plain text. */
  mark: string | null;
  start: number;
}

const INVISIBLE = /[\p{Cc}\u00a0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A line cut at its invisible characters, each with the mark that stands for it. */
export function piecesOfLine(line: string): LinePiece[] {
  const contentEnd = line.search(/[\r\n]/) < 0 ? line.length : line.search(/[\r\n]/);
  let spacesStart = contentEnd;
  while (line[spacesStart - 1] === ' ') {
    spacesStart -= 1;
  }
  const spaces = line.slice(spacesStart, contentEnd);
  return [
    ...piecesBetween(line, 0, spacesStart),
    ...(spaces === '' ? [] : [{ text: spaces, mark: markOf(spaces), start: spacesStart }]),
    ...piecesBetween(line, contentEnd, line.length),
  ];
}

function piecesBetween(line: string, from: number, to: number): LinePiece[] {
  const pieces: LinePiece[] = [];
  let position = from;
  for (const match of line.slice(from, to).matchAll(INVISIBLE)) {
    const start = from + match.index;
    if (start > position) {
      pieces.push({ text: line.slice(position, start), mark: null, start: position });
    }
    pieces.push({ text: match[0], mark: markOf(match[0]), start });
    position = start + match[0].length;
  }
  if (position < to) {
    pieces.push({ text: line.slice(position, to), mark: null, start: position });
  }
  return pieces;
}

/** Signs that are drawn as pictures, or letters that every font has. */
function markOf(text: string): string {
  const code = text.charCodeAt(0);
  const named: Record<number, string> = { 9: '⇥', 10: '␊', 13: '␍', 65279: 'BOM' };
  if (code === 0x20) {
    return '·'.repeat(text.length);
  }
  if (named[code] !== undefined) {
    return named[code];
  }
  const hex = code.toString(16);
  return code < 0x80 ? `\\x${hex.padStart(2, '0')}` : `U+${hex.toUpperCase().padStart(4, '0')}`;
}

/** Bytes in one row of a hex view. */
export const ROW_BYTES = 16;

export interface HexRow {
  offset: string;
  hex: string[];
  /** A character a byte; ␊ ␍ ⇥ stand for line ends and tabs. */
  ascii: string;
}

export function hexRowCount(bytes: Uint8Array): number {
  return Math.ceil(bytes.byteLength / ROW_BYTES);
}

/** Sixteen bytes with their offset, in hex and as ASCII. */
export function hexRow(bytes: Uint8Array, row: number): HexRow {
  const start = row * ROW_BYTES;
  const slice = [...bytes.subarray(start, start + ROW_BYTES)];
  const digits = Math.max(4, bytes.byteLength.toString(16).length);
  return {
    offset: start.toString(16).padStart(digits, '0'),
    hex: slice.map((byte) => byte.toString(16).padStart(2, '0')),
    ascii: slice.map((byte) => asciiOf(byte)).join(''),
  };
}

function asciiOf(byte: number): string {
  const marks: Record<number, string> = { 9: '⇥', 10: '␊', 13: '␍' };
  return marks[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.');
}
