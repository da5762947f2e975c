import { afterEach, describe, expect, it } from 'vitest';
import { openRawClient, sendRaw } from '../support/raw-client.ts';
import { type BedOptions, openReceiverBed } from '../support/receiver-bed.ts';

const beds: { close(): Promise<void> }[] = [];

async function openBed(options?: BedOptions) {
  const bed = await openReceiverBed(options);
  beds.push(bed);
  return bed;
}

afterEach(async () => {
  await Promise.all(beds.splice(0).map((bed) => bed.close()));
});

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((m) => m[1]);

describe('receiver', () => {
  it('keeps method, target, header names in their case and order, and the bytes of the body', async () => {
    const bed = await openBed();
    const body = Buffer.from([0, 255, 13, 10, 0xc3, 0x28, 0x1f, 0x8b]);
    const head =
      'PATCH /any/Path%2f?b=2&a=1&&a=%zz HTTP/1.1\r\nhOsT: example.test\r\nX-One: 1\r\nx-one:  2 \r\n' +
      `Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    const answer = await sendRaw(bed.port, Buffer.concat([Buffer.from(head), body]));
    expect(statuses(answer)).toEqual(['204']);
    expect(bed.kept).toHaveLength(1);
    expect(bed.kept[0]?.record).toMatchObject({
      method: 'PATCH',
      target: '/any/Path%2f?b=2&a=1&&a=%zz',
      sizeBytes: body.length,
      status: 204,
      verdict: 'unchecked',
      isCut: false,
    });
    expect(bed.kept[0]?.detail.rawHeaders).toEqual([
      ['hOsT', 'example.test'],
      ['X-One', '1'],
      ['x-one', '2'],
      ['Content-Encoding', 'gzip'],
      ['Content-Length', String(body.length)],
      ['Connection', 'close'],
    ]);
    expect(Buffer.from(bed.kept[0]?.bodyBytes ?? [])).toEqual(body);
  });

  it('joins the chunks of a chunked body and keeps its trailers', async () => {
    const bed = await openBed();
    await sendRaw(
      bed.port,
      'POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n' +
        '5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 9\r\nx-sum: 10\r\n\r\n',
    );
    expect(Buffer.from(bed.kept[0]?.bodyBytes ?? []).toString()).toBe('hello world');
    expect(bed.kept[0]?.detail.rawTrailers).toEqual([
      ['X-Sum', '9'],
      ['x-sum', '10'],
    ]);
  });

  it('answers pipelined requests in their order, each captured', async () => {
    const bed = await openBed();
    const one = 'POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na';
    const two = 'GET /2 HTTP/1.1\r\nHost: x\r\n\r\n';
    const three = 'DELETE /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const answer = await sendRaw(bed.port, one + two + three);
    expect(statuses(answer)).toEqual(['204', '204', '204']);
    expect(bed.kept.map(({ record }) => record.target).sort()).toEqual(['/1', '/2', '/3']);
  });

  it.each([
    ['BREW', 'Content-Length: 5\r\n\r\nhello'],
    ['get', 'Content-Length: 5\r\n\r\nhello'],
    ['X-Custom_1', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
  ])('captures the method %s, which nobody knows', async (method, rest) => {
    const bed = await openBed();
    const client = await openRawClient(bed.port);
    const text = `${method} /pot?x HTTP/1.1\r\nhOst: x\r\n${rest}`;
    client.write(text.slice(0, -8));
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.write(text.slice(-8));
    await client.closed;
    expect(statuses(client.received())).toEqual(['204']);
    expect(bed.kept[0]?.record).toMatchObject({ method, target: '/pot?x', isCut: false });
    expect(bed.kept[0]?.detail.rawHeaders[0]).toEqual(['hOst', 'x']);
    expect(bed.kept[0]?.detail.remoteAddress).toBe('127.0.0.1');
    expect(Buffer.from(bed.kept[0]?.bodyBytes ?? []).toString()).toBe('hello');
  });

  it('keeps the bytes of what is no HTTP at all', async () => {
    const bed = await openBed();
    const answer = await sendRaw(bed.port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03');
    expect(statuses(answer)).toEqual(['400']);
    expect(bed.kept[0]?.record).toMatchObject({ method: 'UNREADABLE', status: 400 });
  });

  it('invites a sender that expects 100-continue', async () => {
    const bed = await openBed();
    const client = await openRawClient(bed.port);
    client.write(
      'POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
    );
    await client.until((text) => text.startsWith('HTTP/1.1 100'));
    client.write('abc');
    await client.closed;
    expect(statuses(client.received())).toEqual(['100', '204']);
    expect(bed.kept).toHaveLength(1);
  });

  it('captures a request with an expectation that nobody knows, without Host, and over HTTP/1.0', async () => {
    const bed = await openBed();
    await sendRaw(bed.port, 'GET /x HTTP/1.1\r\nExpect: tea\r\nConnection: close\r\n\r\n');
    await sendRaw(bed.port, 'GET /y HTTP/1.0\r\n\r\n');
    expect(bed.kept.map(({ record }) => record.target)).toEqual(['/x', '/y']);
    expect(bed.kept[1]?.detail.httpVersion).toBe('1.0');
  });

  it('captures CONNECT and an attempt to upgrade', async () => {
    const bed = await openBed();
    const answer = await sendRaw(bed.port, 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n');
    await sendRaw(
      bed.port,
      'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n',
    );
    expect(statuses(answer)).toEqual(['204']);
    expect(bed.kept.map(({ record }) => `${record.method} ${record.target}`)).toEqual([
      'CONNECT a.test:443',
      'GET /ws',
    ]);
  });

  it('answers a sender that shut its side after the request', async () => {
    const bed = await openBed();
    const client = await openRawClient(bed.port);
    client.write('POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi');
    client.finish();
    await client.until((text) => text.includes('204'));
    expect(bed.kept).toHaveLength(1);
  });

  it('keeps a body up to the limit, marks it as cut and lets the sender read 413', async () => {
    const bed = await openBed({ limitBytes: 100_000 });
    const client = await openRawClient(bed.port);
    client.write('POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n');
    client.write(Buffer.alloc(1_000_000, 'a'));
    await client.closed;
    expect(statuses(client.received())).toEqual(['413']);
    expect(client.received()).toContain('longer than the limit of 100000 bytes');
    expect(bed.kept[0]?.record).toMatchObject({ isCut: true, sizeBytes: 100_000, status: 413 });
  });

  it('keeps what came of a body whose sender went away, and answers nobody', async () => {
    const bed = await openBed();
    const client = await openRawClient(bed.port);
    client.write('POST /gone HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');
    // A whole one behind it says that the receiver has read it: a reset takes unread bytes away.
    await sendRaw(bed.port, 'GET /behind HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    client.socket.resetAndDestroy();
    await expect.poll(() => bed.kept.length).toBe(2);
    expect(bed.kept[1]?.record).toMatchObject({
      target: '/gone',
      isCut: true,
      sizeBytes: 3,
      status: null,
    });
  });

  it('answers 408 to a sender that is too slow and keeps what came', async () => {
    const bed = await openBed({
      receiver: { timeouts: { headersMs: 2_000, requestMs: 2_000, checkMs: 50 } },
    });
    const answer = await sendRaw(
      bed.port,
      'POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc',
    );
    expect(statuses(answer)).toEqual(['408']);
    expect(bed.kept[0]?.record).toMatchObject({ target: '/slow', isCut: true, sizeBytes: 3 });
  });

  it('takes 10,000 headers', async () => {
    const bed = await openBed();
    const headers = Array.from({ length: 10_000 }, (_, index) => `X-${index}: ${index}`);
    await sendRaw(
      bed.port,
      `GET /many HTTP/1.1\r\nHost: x\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`,
    );
    expect(bed.kept[0]?.detail.rawHeaders).toHaveLength(10_002);
    expect(bed.kept[0]?.detail.rawHeaders[10_000]).toEqual(['X-9999', '9999']);
  });

  it('answers 431 to headers beyond 1 MiB and goes on with others', async () => {
    const bed = await openBed();
    const answer = await sendRaw(
      bed.port,
      `GET /h HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(1_100_000)}\r\n\r\n`,
    );
    expect(statuses(answer)).toEqual(['431']);
    await sendRaw(bed.port, 'GET /after HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(bed.kept.map(({ record }) => record.target)).toContain('/after');
  });

  it('refuses a smuggling try with both lengths, keeps its bytes and serves nothing that follows', async () => {
    const bed = await openBed();
    const packet =
      'POST /smuggle HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await sendRaw(bed.port, packet);
    expect(statuses(answer)).toEqual(['400']);
    expect(bed.kept).toHaveLength(1);
    expect(bed.kept[0]?.record).toMatchObject({ target: '/smuggle', status: 400, isCut: true });
    expect(Buffer.from(bed.kept[0]?.bodyBytes ?? []).toString()).toBe(packet);
  });

  it('answers 507 while the disk is full, stores nothing, and recovers by itself', async () => {
    const bed = await openBed();
    const request =
      'POST /full HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\na';
    bed.state.isFull = true;
    expect(statuses(await sendRaw(bed.port, request))).toEqual(['507']);
    expect(bed.kept).toHaveLength(0);
    bed.state.isFull = false;
    expect(statuses(await sendRaw(bed.port, request))).toEqual(['204']);
    expect(bed.kept).toHaveLength(1);
  });

  it('answers 507 when a write failed in the middle of a big body, even if there is room again', async () => {
    const bed = await openBed();
    const client = await openRawClient(bed.port);
    client.write(
      'POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\nConnection: close\r\n\r\n',
    );
    bed.state.isFull = true;
    client.write(Buffer.alloc(100_000, 'a'));
    await expect.poll(() => bed.state.refused).toBeGreaterThan(0);
    bed.state.isFull = false;
    client.write(Buffer.alloc(200_000, 'a'));
    await client.closed;
    expect(statuses(client.received())).toEqual(['507']);
    expect(bed.kept).toHaveLength(0);
    expect(bed.state.discarded).toBe(1);
  });
});

describe('a listener that stops', () => {
  it('is said, and opened again on the same port', async () => {
    const said: string[] = [];
    const bed = await openBed({
      receiver: {
        onStopped: (why) => said.push(`stopped: ${why}`),
        onBack: () => said.push('back'),
      },
    });
    bed.receiver.stopForTests();
    await expect.poll(() => said).toEqual(['stopped: the listening socket was closed', 'back']);
    await sendRaw(bed.port, 'GET /again HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(bed.kept).toHaveLength(1);
  });
});
