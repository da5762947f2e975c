import { Worker } from 'node:worker_threads';
import type { LineTable } from '../../core/line-table.ts';
import type { Clock, Log } from '../../ports.ts';
import { ArenaRoom } from './arena-room.ts';
import type { FromReader, ReadingData, ToReader } from './reading-messages.ts';
import type { Region, SharedArena } from './shared-arena.ts';

export interface LineReaderOptions {
  readonly threadUrl: URL;
  readonly arena: SharedArena;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** Reads the lines of large streams in a thread of its own, in memory that it shares with this one. */
export class LineReader {
  private readonly options: LineReaderOptions;
  private readonly room: ArenaRoom;
  private readonly waiting = new Map<number, (table: LineTable | undefined) => void>();
  private worker: Worker | undefined;
  private isReady = false;
  private isClosed = false;
  private last = 0;
  private outbox: ToReader[number][] = [];

  constructor(options: LineReaderOptions) {
    this.options = options;
    this.room = new ArenaRoom(options.arena, options.clock);
  }

  /** Room for whole lines, maybe in a moment; undefined where they are to be read on the spot. */
  take(size: number): Region | undefined | Promise<Region | undefined> {
    if (this.worker === undefined && !this.isClosed) {
      this.start();
    }
    return this.isReady ? this.room.take(size) : undefined;
  }

  /** Says where the events lie in whole lines. Undefined where the thread ended meanwhile. */
  read(region: Region): Promise<LineTable | undefined> {
    if (!this.isReady) {
      return Promise.resolve(undefined);
    }
    return new Promise((resolve) => {
      this.last += 1;
      this.waiting.set(this.last, resolve);
      this.outbox.push([this.last, region.offset, region.bytes.length]);
      if (this.outbox.length === 1) {
        setImmediate(() => this.flush());
      }
    });
  }

  /** What all publishers sent in one turn of the loop. */
  private flush(): void {
    const message: ToReader = this.outbox;
    this.outbox = [];
    this.worker?.postMessage(message);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.isReady = false;
    await this.worker?.terminate();
  }

  private start(): void {
    const workerData: ReadingData = { arena: this.options.arena.shared };
    this.worker = new Worker(this.options.threadUrl, { workerData });
    this.worker.unref();
    this.worker.on('message', (message: FromReader) => {
      if (message.kind === 'ready') {
        this.isReady = !this.isClosed;
      } else {
        for (const [number, table] of message.tables) {
          this.answer(number, table);
        }
      }
    });
    this.worker.on('error', (error) => {
      this.options.log.error(
        { err: error },
        'the reading thread failed; lines are read without it',
      );
    });
    this.worker.on('exit', () => {
      this.isReady = false;
      for (const number of [...this.waiting.keys()]) {
        this.answer(number, undefined);
      }
    });
  }

  private answer(number: number, table: LineTable | undefined): void {
    this.waiting.get(number)?.(table);
    this.waiting.delete(number);
  }
}
