import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { sharedNow } from './bench-sink.ts';

const KEY = Buffer.alloc(24, 5);

/**
 * The limit that ratios are taken against: a loop of undici's `Pool.request` in one thread that
 * signs each body and sends it, at the concurrency of a subscription. Milliseconds for all.
 */
export async function rawLoop(options: {
  readonly port: number;
  readonly path: string;
  readonly bodyBytes: Uint8Array;
  readonly count: number;
  readonly concurrency: number;
}): Promise<number> {
  const { port, path, bodyBytes, concurrency } = options;
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: concurrency });
  let left = options.count;
  const startedAt = sharedNow();
  const loop = async () => {
    while (left > 0) {
      left -= 1;
      const id = `evt_raw_${left}`;
      const time = String(Math.floor(Date.now() / 1000));
      const mac = createHmac('sha256', KEY).update(`${id}.${time}.`).update(bodyBytes);
      const { body } = await pool.request({
        path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'raw',
          'webhook-id': id,
          'webhook-timestamp': time,
          'webhook-signature': `v1,${mac.digest('base64')}`,
        },
        body: bodyBytes,
      });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  const ms = sharedNow() - startedAt;
  await pool.close();
  return ms;
}
