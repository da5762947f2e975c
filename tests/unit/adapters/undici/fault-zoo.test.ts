import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../server/adapters/system-clock.ts';
import { createTransport } from '../../../../server/adapters/undici/transport.ts';
import { PolicySchema } from '../../../../server/contract/policy.ts';
import { settleAttempt } from '../../../../server/core/settle.ts';
import type { OutgoingRequest, Transport, TransportResult } from '../../../../server/ports.ts';
import { type Beast, MISBEHAVIOURS, openBeast, openTlsBeast } from '../../../support/fault-zoo.ts';
import { closedPort } from '../../../support/listening.ts';

/** What ends in time has much of it, on a slow machine too. */
const ENOUGH_MS = 60_000;
/** What does not end costs the tests this. */
const TIMEOUT_MS = 1_500;

let transport: Transport;
let beast: Beast | undefined;

beforeAll(() => {
  transport = createTransport({ clock: systemClock });
});
afterAll(() => transport.close());
afterEach(async () => {
  await beast?.close();
  beast = undefined;
});

function send(url: string, change: Partial<OutgoingRequest> = {}): Promise<TransportResult> {
  return transport.send({
    method: 'POST',
    url,
    headers: [['content-type', 'application/json']],
    bodyBytes: Buffer.from('{}'),
    timeoutMs: ENOUGH_MS,
    maxConnections: 4,
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: false,
    keepBytes: 65_536,
    ...change,
  });
}

/** The explanation as a delivery's attempt would carry it. */
function explain(result: TransportResult): string {
  return settleAttempt({
    delivery: {
      state: 'pending',
      nextAttemptAtMs: 0,
      note: null,
      scheduledAttempts: 0,
      isReplay: false,
      isTest: false,
    },
    cause: 'schedule',
    policy: PolicySchema.parse({ jitter: 0 }),
    dialectDelivery: { delaysMs: [0], stopStatuses: [] },
    facts: { ...result, timeoutMs: TIMEOUT_MS },
    answerHeaders: result.headers,
    nowMs: 0,
    random: 0,
  }).explanation;
}

const AGAIN = ', so it is tried again in 5 seconds.';
const CLOSED = `The server closed the connection before its answer was complete${AGAIN}`;
const CUT = 'The server closed the connection in the middle of its answer';
const RESET_IN = 'The server reset the connection in the middle of its answer';
const RESET = `The server reset the connection${AGAIN}`;
const TIMEOUT = `No answer in 1.5 seconds${AGAIN}`;
const TOO_SLOW = `The server began to answer 200 but did not finish within 1.5 seconds${AGAIN}`;
const SLOW_HEADERS = `The server began to answer but did not finish its headers within 1.5 seconds${AGAIN}`;
const LARGE =
  'The server answered 200 with a body of more than 1 MiB, and no more of it was read: delivered.';
const AT_WORK = TIMEOUT.replace(',', ' (only that it is at work, with 102),');
const INTERIM = `The server sent an interim answer that nobody asked for${AGAIN}`;
const HEADERS = `The headers of the answer are larger than 64 KiB${AGAIN}`;

const EXPECTED: Readonly<Record<string, readonly [string, string | RegExp]>> = {
  'closes at once': ['closed', CLOSED],
  'resets at once': ['reset', RESET],
  'resets mid-header': ['reset', RESET],
  'closes mid-header': ['closed', CLOSED],
  'resets mid-body': ['reset_in_answer', `${RESET_IN} (after 9 of 100 bytes of the body)${AGAIN}`],
  'closes mid-body': ['cut_short', `${CUT} (after 9 of 100 bytes of the body)${AGAIN}`],
  'closes mid-chunk': ['cut_short', `${CUT} (after 9 bytes of the body)${AGAIN}`],
  'never answers': ['timeout', TIMEOUT],
  'drips one byte of the header at a time': ['headers_too_slow', SLOW_HEADERS],
  'drips one byte of the body at a time': ['answer_too_slow', TOO_SLOW],
  'sends headers for ever': ['headers_too_large', HEADERS],
  'sends one header for ever': ['headers_too_large', HEADERS],
  'sends a body for ever': ['answer_too_large', LARGE],
  'sends chunks for ever': ['answer_too_large', LARGE],
  'promises more than it sends': ['cut_short', `${CUT} (after 5 of 50 bytes of the body)${AGAIN}`],
  'sends more than it promises': ['answered', 'The server answered 200: delivered.'],
  'sends two lengths': [
    'invalid_answer',
    /^The answer is not valid HTTP\/1\.1 \(.*Content-Length.*\), so/,
  ],
  'speaks HTTP/0.9': ['invalid_answer', /^The answer is not valid HTTP\/1\.1 \(.*\), so/],
  'speaks another protocol': ['invalid_answer', /^The answer is not valid HTTP\/1\.1 \(.*\), so/],
  'answers binary garbage': ['invalid_answer', /^The answer is not valid HTTP\/1\.1 \(.*\), so/],
  'answers 204 with a body': [
    'answered',
    'The server answered 204 (with a body, which this status cannot have: it was not read): delivered.',
  ],
  'continues for ever': ['unasked_interim', INTERIM],
  'processes for ever': ['timeout', AT_WORK],
  'switches protocols unasked': ['unasked_interim', INTERIM],
  'answers a status of nonsense': [
    'invalid_answer',
    /^The answer is not valid HTTP\/1\.1 \(.*\), so/,
  ],
  'redirects to itself': [
    'redirected',
    `The server answered 307, a redirect, and redirects are never followed${AGAIN}`,
  ],
};

describe('the fault zoo', () => {
  it('expects something of every beast', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(MISBEHAVIOURS).sort());
  });

  it('has another name for each of the twelve causes', () => {
    const twelve = [
      'closes at once',
      'resets mid-header',
      'resets mid-body',
      'drips one byte of the body at a time',
      'never answers',
      'sends headers for ever',
      'sends a body for ever',
      'promises more than it sends',
      'speaks HTTP/0.9',
      'answers 204 with a body',
      'continues for ever',
    ];
    const names = twelve.map((name) => EXPECTED[name]?.[0]);
    // The twelfth, a self-signed certificate, is met below.
    expect(new Set([...names, 'tls_failed']).size).toBe(12);
  });

  it.each(Object.entries(MISBEHAVIOURS))('%s', async (name, misbehave) => {
    beast = await openBeast(misbehave);
    const [outcome, explanation] = EXPECTED[name] ?? ['', ''];
    const isEndless = ['timeout', 'headers_too_slow', 'answer_too_slow'].includes(outcome);
    const result = await send(beast.url, isEndless ? { timeoutMs: TIMEOUT_MS } : {});
    expect({ outcome: result.outcome, text: explain(result) }).toEqual({
      outcome,
      text: explanation instanceof RegExp ? expect.stringMatching(explanation) : explanation,
    });
    // A failure is not tried again behind the schedule's back.
    expect(beast.connections()).toBe(1);
  });

  it('keeps 64 KiB of an endless answer and says that it is cut', async () => {
    beast = await openBeast(MISBEHAVIOURS['sends a body for ever'] ?? (() => undefined));
    const result = await send(beast.url);
    expect(result.bodyBytes.length).toBe(65_536);
    expect(result.isCut).toBe(true);
    expect(result.sizeBytes).toBeGreaterThan(1024 * 1024);
  });

  it('keeps what came of an answer that broke off', async () => {
    beast = await openBeast(MISBEHAVIOURS['resets mid-body'] ?? (() => undefined));
    const result = await send(beast.url);
    expect(result).toMatchObject({ status: 200, sizeBytes: 9 });
    expect(Buffer.from(result.bodyBytes).toString()).toBe('half of i');
  });
});

describe('connecting', () => {
  it('names both loopbacks where localhost refuses', async () => {
    const port = await closedPort();
    const result = await send(`http://localhost:${port}/`);
    expect(result.outcome).toBe('refused');
    expect(result.detail).toContain(`127.0.0.1:${port}`);
    expect(result.detail).toContain(`[::1]:${port}`);
    expect(explain(result)).toMatch(
      /^Nothing answers at 127\.0\.0\.1:\d+.* Is your app running\?$/,
    );
  });

  it('finds the server on whichever loopback it listens', async () => {
    beast = await openBeast((socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
    const result = await send(beast.url.replace('127.0.0.1', 'localhost'));
    expect(result.status).toBe(204);
  });

  it('names the address that refuses', async () => {
    const port = await closedPort();
    const result = await send(`http://127.0.0.1:${port}/`);
    expect(result).toMatchObject({ outcome: 'refused', detail: `127.0.0.1:${port}` });
  });

  it('says that a name does not exist', async () => {
    const resolveName = (_host: string, done: (error: Error, addresses: []) => void) =>
      done(
        Object.assign(new Error('getaddrinfo ENOTFOUND no.such'), {
          code: 'ENOTFOUND',
          hostname: 'no.such',
        }),
        [],
      );
    const away = createTransport({ clock: systemClock, resolveName });
    const result = await away.send({ ...base(), url: 'http://no.such/' });
    expect(result).toMatchObject({ outcome: 'dns_failed', detail: 'no.such has no address' });
    await away.close();
  });

  it('ends within its time where a name is never resolved', async () => {
    const away = createTransport({ clock: systemClock, resolveName: () => undefined });
    const result = await away.send({ ...base(), url: 'http://slow.example/', timeoutMs: 200 });
    expect(result.outcome).toBe('timeout');
    expect(explain(result)).toContain('(no connection could be made)');
    await away.close();
  });

  it('refuses a self-signed certificate unless the policy trusts it', async () => {
    beast = await openTlsBeast((socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
    const refused = await send(beast.url);
    expect(refused).toMatchObject({
      outcome: 'tls_failed',
      detail: 'its certificate is self-signed',
    });
    expect(explain(refused)).toBe(`Its certificate is self-signed${AGAIN}`);
    const trusted = await send(beast.url, { trustsCertificate: true });
    expect(trusted).toMatchObject({ outcome: 'answered', status: 204 });
  });

  it('says that a server does not speak TLS', async () => {
    beast = await openBeast((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const result = await send(beast.url.replace('http:', 'https:'));
    expect(result).toMatchObject({ outcome: 'tls_failed', detail: 'it does not speak TLS there' });
  });
});

function base(): OutgoingRequest {
  return {
    method: 'POST',
    url: '',
    headers: [],
    bodyBytes: new Uint8Array(),
    timeoutMs: 1000,
    maxConnections: 1,
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: false,
    keepBytes: 1024,
  };
}
