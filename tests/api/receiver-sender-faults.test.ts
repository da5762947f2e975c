import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRawClient } from '../support/raw-client.ts';
import { CHUNKED, HOST, SENDER_FAULTS } from '../support/sender-faults.ts';
import { openWholeReceiver } from '../support/whole-receiver.ts';

// What senders do wrong, or hardly anybody does, written on a bare socket. The answers are those of the
// table in resources/docs/receiver.md. A healthy sender on a connection of its own must notice nothing.

type Bed = Awaited<ReturnType<typeof openWholeReceiver>>;

/** A sender without fault on one kept-alive connection, one request after the other until it is stopped. */
function openHealthySender(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const seen = { answered: 0, others: [] as string[], connections: new Set<number>() };
  const once = () =>
    new Promise<void>((resolve) => {
      const options = { host: '127.0.0.1', port, agent, path: '/healthy', method: 'POST' };
      const sent = request(options, (answer) => {
        seen.connections.add(answer.socket.localPort ?? 0);
        answer.resume().once('end', () => {
          seen.answered += 1;
          if (answer.statusCode !== 204) {
            seen.others.push(String(answer.statusCode));
          }
          resolve();
        });
      });
      sent.once('error', (error) => {
        seen.others.push(error.message);
        resolve();
      });
      sent.end('well');
    });
  let isOn = true;
  const ended = (async () => {
    while (isOn) {
      await once();
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  return {
    seen,
    stop: async () => {
      isOn = false;
      await ended;
      agent.destroy();
    },
  };
}

const statusesOf = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status).join(' ');

function linesOf(bed: Bed, from: number): string[] {
  return bed.kept
    .slice(from)
    .filter(({ record }) => record.target !== '/healthy')
    .map(({ record: { method, target, sizeBytes, isCut, status } }) =>
      [method, target, sizeBytes, ...(isCut ? ['cut'] : []), String(status)].join(' '),
    );
}

describe('a sender at fault', () => {
  let bed: Bed;
  let healthy: ReturnType<typeof openHealthySender>;
  beforeAll(async () => {
    bed = await openWholeReceiver();
    healthy = openHealthySender(bed.port);
  });
  afterAll(async () => {
    await healthy.stop();
    await bed.close();
  });

  it.each(SENDER_FAULTS)('$name', async ({ sent, statuses, kept: lines, isShut }) => {
    const from = bed.kept.length;
    const before = healthy.seen.answered;
    const client = await openRawClient(bed.port);
    client.write(Buffer.from(sent, 'latin1'));
    if (isShut) {
      client.finish();
    }
    await client.closed;
    expect(statusesOf(client.received())).toBe(statuses);
    if (lines) {
      await expect.poll(() => linesOf(bed, from).sort()).toEqual([...lines].sort());
    }
    await expect.poll(() => healthy.seen.answered).toBeGreaterThan(before);
  });

  it('harms no other: the healthy one got 204 each time, on one connection', () => {
    expect(healthy.seen.others).toEqual([]);
    expect(healthy.seen.connections.size).toBe(1);
    const wells = bed.kept.filter(({ record }) => record.target === '/healthy');
    expect(wells.length).toBeGreaterThanOrEqual(healthy.seen.answered);
    expect(wells.every(({ bodyBytes }) => Buffer.from(bodyBytes).toString() === 'well')).toBe(true);
  });

  it('is no echo for TRACE', async () => {
    const client = await openRawClient(bed.port);
    client.write(`TRACE /t HTTP/1.1\r\n${HOST}X-Secret: s3cret\r\nConnection: close\r\n\r\n`);
    await client.closed;
    expect(client.received()).not.toContain('s3cret');
  });
});

describe('a slow sender', () => {
  it.concurrent.each([
    ['in its headers', 'GET /slow HTTP/1.1\r\nHo', []],
    ['in its body', `POST /slow HTTP/1.1\r\n${HOST}Content-Length: 9\r\n\r\nabc`, ['3 cut 408']],
    ['in its chunks', `POST /slow HTTP/1.1\r\n${CHUNKED}\r\n5\r\nab`, ['2 cut 408']],
    [
      'under an odd method',
      `BREW /slow HTTP/1.1\r\n${HOST}Content-Length: 9\r\n\r\nab`,
      ['2 cut 408'],
    ],
  ])('%s is answered 408, while others are served', async (_, sent, lines) => {
    // Long enough for the healthy one to begin, on a slow machine too.
    const timeouts = { headersMs: 2_500, requestMs: 2_500, checkMs: 50 };
    const bed = await openWholeReceiver({}, { timeouts });
    const healthy = openHealthySender(bed.port);
    try {
      const client = await openRawClient(bed.port);
      client.write(sent);
      await client.closed;
      expect(statusesOf(client.received())).toBe('408');
      await expect
        .poll(() => linesOf(bed, 0).map((line) => line.split(' ').slice(2).join(' ')))
        .toEqual(lines);
      await healthy.stop();
      expect(healthy.seen.others).toEqual([]);
      expect(healthy.seen.answered).toBeGreaterThan(0);
    } finally {
      await healthy.stop();
      await bed.close();
    }
  });
});

describe('answers keep the order of their requests', () => {
  it.each([
    ['broken bytes', 'nonsense\r\n\r\n', '204 400'],
    ['a method that nobody knows', `BREW /b HTTP/1.1\r\n${HOST}\r\n`, '204 204'],
  ])('where %s come while an answer is delayed', async (_, second, statuses) => {
    let isDue = () => undefined as unknown;
    const due = new Promise((resolve) => {
      isDue = () => resolve(undefined);
    });
    const bed = await openWholeReceiver();
    const save = bed.store.save.bind(bed.store);
    let isWaiting = false;
    bed.store.save = async (...capture) => {
      if (capture[0].target === '/a') {
        isWaiting = true;
        await due;
      }
      return save(...capture);
    };
    const client = await openRawClient(bed.port);
    client.write(`GET /a HTTP/1.1\r\n${HOST}\r\n`);
    await expect.poll(() => isWaiting).toBe(true);
    client.write(second);
    await expect.poll(() => bed.kept.length).toBe(1);
    expect(client.received()).toBe('');
    isDue();
    await client.closed;
    expect(statusesOf(client.received())).toBe(statuses);
    await bed.close();
  });
});
