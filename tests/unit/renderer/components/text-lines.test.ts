import { describe, expect, it } from 'vitest';
import {
  hexRow,
  hexRowCount,
  lineStarts,
  piecesOfLine,
} from '../../../../renderer/components/body/text-lines.ts';

describe('lineStarts', () => {
  it('ends lines at LF, CRLF and lone CR', () => {
    expect([...lineStarts('a\nb\r\nc\rd')]).toEqual([0, 2, 5, 7]);
    expect([...lineStarts('a\n')]).toEqual([0, 2]);
  });
});

describe('piecesOfLine', () => {
  it('marks what cannot be seen and loses nothing', () => {
    const line = '\ufeffa\tb c  \r\n';
    const pieces = piecesOfLine(line);
    expect(pieces.map((piece) => piece.mark)).toEqual(['BOM', null, '⇥', null, '··', '␍', '␊']);
    expect(pieces.map((piece) => piece.text).join('')).toBe(line);
  });

  it('marks what turns the direction of a text, so that no byte hides behind another', () => {
    for (const sign of ['\u061c', '\u200f', '\u202e', '\u2066', '\u2069']) {
      const hex = sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      expect(piecesOfLine(`a${sign}b`).map((piece) => piece.mark)).toEqual([
        null,
        `U+${hex}`,
        null,
      ]);
    }
  });

  it('marks control characters, also a lone one', () => {
    expect(piecesOfLine('\u0000').map((piece) => piece.mark)).toEqual(['\\x00']);
    expect(piecesOfLine('x\u200by').map((piece) => piece.mark)).toEqual([null, 'U+200B', null]);
  });
});

describe('hexRow', () => {
  const bytes = new TextEncoder().encode('{"type":"order"}\n!');

  it('shows sixteen bytes with offset and ASCII', () => {
    expect(hexRow(bytes, 0)).toEqual({
      offset: '0000',
      hex: '7b 22 74 79 70 65 22 3a 22 6f 72 64 65 72 22 7d'.split(' '),
      ascii: '{"type":"order"}',
    });
    expect(hexRow(bytes, 1)).toEqual({ offset: '0010', hex: ['0a', '21'], ascii: '␊!' });
    expect(hexRowCount(bytes)).toBe(2);
  });
});
