import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type SseEvent } from '../../../../renderer/api/sse-parser.ts';

function parse(pieces: string[]): SseEvent[] {
  const events: SseEvent[] = [];
  const feed = createSseParser((event) => events.push(event));
  for (const piece of pieces) {
    feed(piece);
  }
  return events;
}

const STREAM = ': hello\n\nid: 1\ndata: {"a":1}\n\nid: 2\r\ndata: x\r\ndata:y\r\n\r\nretry: 5\n\n';

describe('createSseParser', () => {
  it('reads ids and data, joins lines, skips comments', () => {
    expect(parse([STREAM])).toEqual([
      { id: '1', data: '{"a":1}' },
      { id: '2', data: 'x\ny' },
    ]);
  });

  it('does not mind where the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
        const pieces = places.slice(1).map((end, index) => STREAM.slice(places[index], end));
        expect(parse(pieces)).toEqual(parse([STREAM]));
      }),
    );
  });
});
