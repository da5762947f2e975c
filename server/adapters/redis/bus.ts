import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RedisLink } from './connection.ts';

/** A message between the processes on one Redis. Lost while a process is cut off: see `onBack`. */
interface Envelope {
  readonly version: 1;
  readonly from: string;
  readonly message: unknown;
}
type Hear = (message: unknown) => void;

export async function openBus(link: RedisLink): Promise<RedisBus> {
  const bus = new RedisBus(link, await link.another());
  await bus.listen();
  return bus;
}

/** Tells the other processes what this one did; nobody hears what it said itself. */
export class RedisBus {
  readonly from = randomUUID();
  readonly #link: RedisLink;
  readonly #subscriber: Redis;
  readonly #hearers = new Map<string, Hear>();
  readonly #onBack: (() => void)[] = [];

  constructor(link: RedisLink, subscriber: Redis) {
    this.#link = link;
    this.#subscriber = subscriber;
  }

  async listen(): Promise<void> {
    this.#subscriber.on('message', (channel: string, text: string) => {
      const { version, from, message } = JSON.parse(text) as Envelope;
      if (version === 1 && from !== this.from) {
        this.#hearers.get(channel.slice(this.#link.namespace.length))?.(message);
      }
    });
    this.#subscriber.on('ready', () => {
      for (const call of this.#onBack) {
        call();
      }
    });
  }

  async hear(channel: string, hear: Hear): Promise<void> {
    this.#hearers.set(channel, hear);
    await this.#subscriber.subscribe(this.#link.key(channel));
  }

  /** Called when the connection is back: what was said meanwhile was not heard. */
  onBack(call: () => void): void {
    this.#onBack.push(call);
  }

  envelope(message: unknown): string {
    const envelope: Envelope = { version: 1, from: this.from, message };
    return JSON.stringify(envelope);
  }

  /** Nobody waits for it: where Redis is away, the others learn all of it when they are back. */
  say(channel: string, message: unknown): void {
    const text = this.envelope(message);
    this.#link.ask((redis) => redis.publish(this.#link.key(channel), text)).catch(() => undefined);
  }
}
