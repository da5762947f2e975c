import type { ServerResponse } from 'node:http';

/** A stream of events as it comes in; `isCut` once the server stops before its end. */
export interface EventStream extends AsyncIterable<Uint8Array> {
  readonly isCut: boolean;
}

/** Who still writes reads the answer only afterwards, and a connection that ends before may lose it. */
const LINGER_MS = 400;

/** The streams of events that are being taken in: a stop ends them with an answer. */
export class EventStreams {
  private readonly cuts = new Set<() => void>();
  private readonly answers = new Set<Promise<void>>();
  private isStopping = false;

  /** The chunks of a body until its end or until the stop, answered by `response`. */
  open(chunks: AsyncIterable<Uint8Array>, response: ServerResponse): OpenEventStream {
    const stream = new OpenEventStream(chunks[Symbol.asyncIterator]());
    const cut = () => stream.cut();
    const answered = new Promise<void>((resolve) => {
      const settle = () => {
        this.cuts.delete(cut);
        this.answers.delete(answered);
        resolve();
      };
      stream.onAnswered = settle;
      response.once('close', settle);
    });
    this.answers.add(answered);
    this.cuts.add(cut);
    if (this.isStopping) {
      cut();
    }
    return stream;
  }

  /** No stream is read any further; resolves once all are answered, at the latest after `maxMs`. */
  async stop(maxMs: number): Promise<void> {
    this.isStopping = true;
    for (const cut of [...this.cuts]) {
      cut();
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, maxMs);
    });
    await Promise.race([Promise.all(this.answers), late]);
    clearTimeout(timer);
  }
}

export class OpenEventStream implements EventStream {
  onAnswered: () => void = () => undefined;
  isCut = false;
  private isOver = false;
  private wake: () => void = () => undefined;
  private readonly source: AsyncIterator<Uint8Array>;

  constructor(source: AsyncIterator<Uint8Array>) {
    this.source = source;
  }

  /** Nothing more of it is taken. */
  cut(): void {
    if (!this.isOver) {
      this.isCut = true;
      this.wake();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (!this.isCut) {
      const next = await this.nextOrCut();
      if (next === undefined) {
        return;
      }
      if (next.done) {
        this.isOver = true;
        return;
      }
      yield next.value;
    }
  }

  /** Writes a whole answer, and lets go of the connection once the sender is done or has had its time. */
  async answerAndLinger(response: ServerResponse, text: string): Promise<void> {
    response.setHeader('Content-Length', Buffer.byteLength(text));
    response.write(text);
    this.onAnswered();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LINGER_MS);
    });
    await Promise.race([this.throwAwayRest(), late]);
    clearTimeout(timer);
    response.end();
  }

  /** A promise of its own for each chunk: one that lives as long as the stream would gather memory. */
  private nextOrCut(): Promise<IteratorResult<Uint8Array> | undefined> {
    return new Promise((resolve, reject) => {
      this.wake = () => resolve(undefined);
      this.source.next().then(resolve, reject);
    });
  }

  private async throwAwayRest(): Promise<void> {
    try {
      while (!(await this.source.next()).done) {
        // What came after the cut.
      }
    } catch {
      // The sender is gone.
    }
  }
}
