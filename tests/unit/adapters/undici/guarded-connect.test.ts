import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../server/adapters/system-clock.ts';
import type { ResolveName } from '../../../../server/adapters/undici/guarded-connect.ts';
import { createTransport } from '../../../../server/adapters/undici/transport.ts';
import type { OutgoingRequest } from '../../../../server/ports.ts';
import { listenAnywhere } from '../../../support/listening.ts';

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
const DOCUMENTATION: LookupAddress = { address: '192.0.2.1', family: 4 };

let server: Server;
let port: number;
let hits = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1;
    request.resume();
    response.writeHead(204, { connection: 'close' }).end();
  });
  port = await listenAnywhere(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  hits = 0;
});

/** Answers each look-up with the next of these; the last one for good. */
function resolver(answers: readonly (readonly LookupAddress[])[]): {
  resolve: ResolveName;
  count: () => number;
} {
  let asked = 0;
  return {
    count: () => asked,
    resolve: (_hostname, done) => {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      done(null, answer);
    },
  };
}

async function send(host: string, resolve: ResolveName, rules: Partial<OutgoingRequest> = {}) {
  const transport = createTransport({ clock: systemClock, resolveName: resolve });
  const result = await transport.send(requestTo(host, rules));
  await transport.close();
  return result;
}

function requestTo(host: string, rules: Partial<OutgoingRequest>): OutgoingRequest {
  return {
    method: 'POST',
    url: `http://${host}:${port}/`,
    headers: [],
    bodyBytes: Buffer.from('x'),
    timeoutMs: 60_000,
    maxConnections: 2,
    allowsPrivate: false,
    allowsLoopback: false,
    trustsCertificate: false,
    keepBytes: 1024,
    ...rules,
  };
}

describe('the guard at connect time', () => {
  it('refuses a name that resolves to loopback, and nothing is sent', async () => {
    const result = await send('innocent.example', resolver([[LOOPBACK]]).resolve);
    expect(result.outcome).toBe('blocked');
    expect(result.detail).toContain('innocent.example resolves to 127.0.0.1');
    expect(hits).toBe(0);
  });

  it('lets the same name through where loopback is allowed', async () => {
    const result = await send('innocent.example', resolver([[LOOPBACK]]).resolve, {
      allowsLoopback: true,
    });
    expect(result.status).toBe(204);
  });

  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    'localhost',
    'sub.localhost',
    'LOCALHOST.',
  ])('refuses http://%s', async (host) => {
    const transport = createTransport({ clock: systemClock });
    const result = await transport.send(requestTo(host, {}));
    await transport.close();
    expect(result.outcome).toBe('blocked');
    expect(hits).toBe(0);
  });

  it.each(['169.254.169.254', '[fd00:ec2::254]', '2852039166'])(
    'never dials %s, whatever is allowed',
    async (host) => {
      const all = { allowsLoopback: true, allowsPrivate: true };
      const result = await send(host, resolver([]).resolve, all);
      expect(result).toMatchObject({ outcome: 'blocked' });
      expect(result.detail).toContain('metadata');
    },
  );

  it('judges the very answer that it connects to: a rebinding name gains nothing', async () => {
    const names = resolver([[DOCUMENTATION, LOOPBACK], [LOOPBACK]]);
    const first = await send('rebind.example', names.resolve);
    const second = await send('rebind.example', names.resolve);
    expect([first.outcome, second.outcome]).toEqual(['blocked', 'blocked']);
    // One look-up a connection: there is no second one between judging and dialling.
    expect(names.count()).toBe(2);
    expect(hits).toBe(0);
  });

  it('judges anew for each connection of a pool', async () => {
    const names = resolver([[LOOPBACK], [{ address: '10.0.0.1', family: 4 }]]);
    const transport = createTransport({ clock: systemClock, resolveName: names.resolve });
    const request = requestTo('rebind.example', { allowsLoopback: true });
    expect((await transport.send(request)).status).toBe(204);
    expect((await transport.send(request)).outcome).toBe('blocked');
    await transport.close();
  });

  it('connects to the allowed ones among several addresses', async () => {
    const names = resolver([[{ address: '169.254.169.254', family: 4 }, LOOPBACK]]);
    const result = await send('mixed.example', names.resolve, { allowsLoopback: true });
    expect(result.status).toBe(204);
  });
});
