import type { LiveFrame } from '../contract/live.ts';

/** A frame before it has its number. */
export type UnnumberedFrame = LiveFrame extends infer Frame
  ? Frame extends LiveFrame
    ? Omit<Frame, 'seq'>
    : never
  : never;

/** What is kept for clients that come back: enough for some seconds of a burst. */
const MAX_FRAMES = 2000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

interface KeptFrame {
  readonly seq: number;
  readonly text: string;
}

/** The newest frames, numbered without holes. */
export interface FrameRing {
  seq(): number;
  /** Numbers a frame, keeps it and answers it as an event of the stream. */
  add(frame: UnnumberedFrame): string;
  /** What came after a frame: the frames, or one gap where some are no longer kept. */
  since(lastSeen: number): readonly string[];
  gapText(from: number): string;
  /** Something was left out: whoever saw only what came before is told of a gap. */
  breakHere(): void;
}

export function createFrameRing(startAt: number): FrameRing {
  let seq = startAt;
  let kept: KeptFrame[] = [];
  let characters = 0;

  function gapText(from: number): string {
    const frame: LiveFrame = { seq, kind: 'gap', from };
    return eventText(frame);
  }
  return {
    seq: () => seq,
    add: (frame) => {
      seq += 1;
      const text = eventText({ seq, ...frame });
      kept.push({ seq, text });
      characters += text.length;
      while (kept.length > MAX_FRAMES || (characters > MAX_CHARACTERS && kept.length > 1)) {
        characters -= kept.shift()?.text.length ?? 0;
      }
      return text;
    },
    since: (lastSeen) => {
      const oldest = kept[0]?.seq ?? seq + 1;
      if (lastSeen < oldest - 1 || lastSeen > seq) {
        return [gapText(lastSeen + 1)];
      }
      return kept.filter((frame) => frame.seq > lastSeen).map((frame) => frame.text);
    },
    gapText,
    breakHere: () => {
      seq += 1;
      kept = [];
      characters = 0;
    },
  };
}

function eventText(frame: { readonly seq: number }): string {
  return `id: ${frame.seq}\ndata: ${JSON.stringify(frame)}\n\n`;
}
