import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../support/redis-server.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const redis = requirePart('redis');
const PIECE = 256 * 1024;
const LARGE = Buffer.from(Array.from({ length: 2 * PIECE + 777 }, (_, at) => (at * 31) % 251));
const SMALL = Buffer.from('{"needle": "in a small body"}');

describe.skipIf(redis.isMissing)('a body in Redis', () => {
  let store: RedisServer;
  let commands: Redis;
  let server: WholeServer;
  let id: string;

  beforeAll(async () => {
    store = await RedisServer.start(pathOf(redis));
    commands = new Redis(store.url);
    server = await openWholeServer({ redis: store.url });
  });
  afterAll(async () => {
    await server?.close();
    commands?.disconnect();
    await store?.stop();
  });

  async function capture(body: Buffer<ArrayBuffer>) {
    await fetch(`${server.urls.receiver}/in`, { method: 'POST', body });
    id = (await server.control('/api/captures?limit=1')).json.items[0].id;
  }

  async function read(range?: string) {
    const response = await fetch(`${server.urls.control}/api/captures/${id}/body`, {
      headers: { authorization: `Bearer ${server.token}`, ...(range ? { range } : {}) },
    });
    try {
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, bytes, text: bytes.toString('latin1') };
    } catch {
      return { status: response.status, bytes: Buffer.alloc(0), text: 'broken off' };
    }
  }

  /** The one key that ends so: captures of other tests are deleted before. */
  async function keyLike(pattern: string): Promise<string> {
    const keys = await commands.keys(`*${pattern}`);
    expect(keys).toHaveLength(1);
    return keys[0] ?? '';
  }

  async function flip(key: string, position: number): Promise<void> {
    const [byte = 0] = await commands.getrangeBuffer(key, position, position);
    await commands.setrange(key, position, Buffer.from([byte ^ 1]));
  }

  async function expectSaid(from: number): Promise<void> {
    const body = await read();
    expect(body.status).toBe(503);
    expect(body.text).toContain(`damaged in Redis: from byte ${from} on`);
    const json = { url: 'http://127.0.0.1:9/', mode: 'exact' };
    const replayed = await server.control(`/api/captures/${id}/replay`, { method: 'POST', json });
    expect(replayed.json.detail).toContain('damaged in Redis');
  }

  describe('above 64 KiB, in pieces', () => {
    beforeEach(async () => {
      await commands.del(...(await commands.keys('*body:*')), 'none');
      await capture(LARGE);
    });

    it('is read whole and in any part while it is sound, over a start too', async () => {
      expect((await read()).bytes.equals(LARGE)).toBe(true);
      await server.restart();
      expect((await read()).bytes.equals(LARGE)).toBe(true);
      for (const [start, last] of [
        [0, 0],
        [PIECE - 1, PIECE],
        [5, 2 * PIECE + 5],
        [2 * PIECE + 776, 2 * PIECE + 776],
      ] as const) {
        const part = await read(`bytes=${start}-${last}`);
        expect(part.bytes.equals(LARGE.subarray(start, last + 1)), `${start}-${last}`).toBe(true);
      }
    });

    it('is never shown where a byte changed', async () => {
      await flip(await keyLike(':0'), 99);
      await expectSaid(0);
    });

    it('is never shown short where a piece is gone', async () => {
      await commands.del(await keyLike(':0'));
      await expectSaid(0);
    });

    it('breaks off before what changed further on', async () => {
      await flip(await keyLike(':1'), 0);
      expect((await read()).text).toBe('broken off');
      const start = (await read('bytes=0-99')).bytes;
      expect(start.equals(LARGE.subarray(0, 100))).toBe(true);
    });

    it('does not end a search', async () => {
      await flip(await keyLike(':0'), 99);
      const found = await server.control('/api/captures?filter=body:nothing-of-the-kind');
      expect(found.json).toMatchObject({ items: [], total: 0 });
    });
  });

  it('that is small is never shown where it changed', async () => {
    await capture(SMALL);
    const key = await keyLike(`cap:${id}`);
    expect((await read()).bytes).toEqual(SMALL);
    await commands.hset(key, 'body', SMALL.toString().replace('small', 'smalt'));
    await expectSaid(0);
  });
});
