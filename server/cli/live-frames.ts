import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { type LiveFrame, LiveFrameSchema } from '../contract/live.ts';
import { type Target, unreachable } from './client.ts';
import { CommandFailure } from './failure.ts';

export interface LiveReading {
  readonly target: Target;
  readonly signal: AbortSignal;
  /** Told once the stream stands. */
  readonly onOpen?: () => void;
  /** The last frame that was seen, to go on from there. */
  readonly afterSeq?: number | undefined;
}

/** The frames of the control API's live stream, until the server ends it or the signal does. */
export async function* readLiveFrames(reading: LiveReading): AsyncGenerator<LiveFrame> {
  const stream = await openStream(reading);
  reading.onOpen?.();
  try {
    for await (const block of readBlocks(stream)) {
      const frame = parseBlock(block);
      if (frame) {
        yield frame;
      }
    }
  } catch (error) {
    if (!reading.signal.aborted) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandFailure(`the live stream of ${reading.target.url} broke off: ${reason}`);
    }
  }
}

/** As latin1, one character a byte: a chunk may end within a character of UTF-8. */
async function* readBlocks(stream: Readable): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of stream) {
    text += Buffer.from(chunk).toString('latin1');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    yield* blocks;
  }
}

async function openStream({ target, signal, afterSeq }: LiveReading): Promise<Readable> {
  const { default: axios } = await import('axios');
  let response: AxiosResponse<Readable>;
  try {
    response = await axios.get<Readable>(`${target.url}/api/stream`, {
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${target.bearer}`,
        ...(afterSeq !== undefined && { 'last-event-id': String(afterSeq) }),
      },
      responseType: 'stream',
      signal,
      proxy: false,
      maxRedirects: 0,
      validateStatus: () => true,
    });
  } catch (error) {
    throw unreachable(target, error);
  }
  if (response.status !== 200) {
    response.data.destroy();
    throw new CommandFailure(`${target.url} refused its live stream with ${response.status}`);
  }
  return response.data;
}

/** Only `data` matters: the frame carries its own number. Comments keep the connection open. */
function parseBlock(block: string): LiveFrame | undefined {
  const data = block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n');
  if (data === '') {
    return undefined;
  }
  const parsed = LiveFrameSchema.safeParse(
    JSON.parse(Buffer.from(data, 'latin1').toString('utf8')),
  );
  return parsed.success ? parsed.data : undefined;
}
