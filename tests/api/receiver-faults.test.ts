import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../server/contract/rule.ts';
import { DEFAULT_ANSWER } from '../../server/core/planned-answer.ts';
import { openRawClient } from '../support/raw-client.ts';
import { openReceiverBed } from '../support/receiver-bed.ts';

const beds: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(beds.splice(0).map((bed) => bed.close()));
});

const BODY = Buffer.from('0123456789');
const REQUEST = 'POST /f HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi';

/** A receiver with one fault, and what an independent client sees of it on a bare socket. */
async function open(fault: Fault) {
  const bed = await openReceiverBed({
    capture: {
      planAnswer: (request) =>
        request.head.target === '/fine'
          ? DEFAULT_ANSWER
          : { ...DEFAULT_ANSWER, status: 200, bodyBytes: BODY, by: 'rule', fault },
    },
  });
  beds.push(bed);
  return { bed, client: await openRawClient(bed.port) };
}

describe('raw faults, as a client on a bare socket sees them', () => {
  it('close: the connection ends without a byte', async () => {
    const { bed, client } = await open('close');
    client.write(REQUEST);
    expect(await client.closed).toBe('end');
    expect(client.received()).toBe('');
    expect(bed.kept[0]?.record.status).toBeNull();
    expect(bed.kept[0]?.detail.answer).toMatchObject({ fault: 'close', by: 'rule' });
  });

  it('reset: the connection is reset', async () => {
    const { client } = await open('reset');
    client.write(REQUEST);
    expect(await client.closed).toBe('reset');
    expect(client.received()).toBe('');
  });

  it('hang: nothing comes and the connection stays open, until the client gives up', async () => {
    const { bed, client } = await open('hang');
    client.write(REQUEST);
    await expect.poll(() => bed.kept.length).toBe(1);
    const other = await openRawClient(bed.port);
    other.write('GET /fine HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await other.closed;
    expect(other.received()).toContain(' 204 ');
    expect(client.received()).toBe('');
    expect(client.socket.readableEnded).toBe(false);
    client.destroy();
  });

  it('drip: the answer comes one byte at a time', async () => {
    const { client } = await open('drip');
    const sizes: number[] = [];
    client.socket.on('data', (chunk) => sizes.push(chunk.length));
    client.write(REQUEST);
    // Two that come while nobody reads are read as one.
    await client.until(() => sizes.filter((size) => size === 1).length >= 5);
    client.destroy();
  });

  it('half_body: half of the announced bytes, then the end', async () => {
    const { client } = await open('half_body');
    client.write(REQUEST);
    expect(await client.closed).toBe('end');
    expect(client.received()).toMatch(/content-length: 10\r\n/i);
    expect(client.received().split('\r\n\r\n')[1]).toBe('01234');
  });

  it('wrong_length: more bytes than announced', async () => {
    const { client } = await open('wrong_length');
    client.write(REQUEST);
    await client.closed;
    expect(client.received()).toMatch(/content-length: 5\r\n/i);
    expect(client.received().split('\r\n\r\n')[1]).toBe('0123456789');
  });

  it('breaks only its own answer in a pipeline', async () => {
    const { client } = await open('half_body');
    client.write(`GET /fine HTTP/1.1\r\nHost: x\r\n\r\n${REQUEST}`);
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 204 [\s\S]*HTTP\/1\.1 200 OK[\s\S]*01234$/);
  });
});

describe('an ordinary answer of a rule', () => {
  it('is framed by its body, whatever the rule says, and 204 has none', async () => {
    const bed = await openReceiverBed({
      capture: {
        planAnswer: ({ head }) => ({
          ...DEFAULT_ANSWER,
          status: head.target === '/204' ? 204 : 200,
          headers: [
            ['Content-Length', '3'],
            ['X-Kept', 'Yes'],
          ],
          bodyBytes: BODY,
        }),
      },
    });
    beds.push(bed);
    const client = await openRawClient(bed.port);
    client.write(
      'GET /204 HTTP/1.1\r\nHost: x\r\n\r\nGET /200 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    await client.closed;
    const [first = '', second = ''] = client.received().split(/(?=HTTP\/1\.1 200)/);
    expect(first).toMatch(/^HTTP\/1\.1 204 [\s\S]*X-Kept: Yes[\s\S]*\r\n\r\n$/);
    expect(first).not.toMatch(/content-length/i);
    expect(second).toMatch(/Content-Length: 10\r\n[\s\S]*0123456789$/);
    expect(second).not.toContain('Content-Length: 3');
  });
});
