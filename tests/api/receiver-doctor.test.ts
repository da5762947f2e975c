import { afterEach, describe, expect, it } from 'vitest';
import { createExactTransport } from '../../server/adapters/node-http/exact-transport.ts';
import type { OutgoingRequest } from '../../server/ports.ts';
import { openFaultyProxy, type ProxyFault } from '../support/faulty-proxy.ts';
import { realClock } from '../support/receiver-bed.ts';
import { openWholeReceiver } from '../support/whole-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Every probe takes `totalMs`, whatever it takes on this machine. */
async function diagnose(fault?: ProxyFault, totalMs = 5) {
  const real = createExactTransport({ clock: realClock, whyBlocked: () => null });
  closers.push(() => real.close());
  const exactTransport = {
    ...real,
    send: async (request: OutgoingRequest) => ({ ...(await real.send(request)), totalMs }),
  };
  const bed = await openWholeReceiver({}, { exactTransport });
  const proxy = await openFaultyProxy(bed.port, fault);
  closers.push(bed.close, proxy.close);
  const probe = await bed.receiver.diagnose(proxy.url);
  const faults = probe.findings.filter(({ is_ok }) => !is_ok).map(({ what }) => what);
  return { bed, probe, faults };
}

describe('the doctor of a public URL', () => {
  it('finds nothing wrong with a path that changes nothing, and stores no probe', async () => {
    const { bed, probe, faults } = await diagnose();
    expect(faults).toEqual([]);
    expect(probe).toMatchObject({ is_reachable: true, status: 200 });
    expect(probe.text).toBe('Signed probes arrive byte for byte, and their answers come back.');
    expect(bed.kept).toHaveLength(0);
  });

  it('names header names that lose their case', async () => {
    const lower = (raw: string[]) =>
      raw.map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text));
    const { probe, faults } = await diagnose({ headers: lower });
    expect(faults).toEqual(['header_case']);
    expect(probe.text).toContain('X-HookBench-CaSe');
  });

  it('names headers that are dropped, and the signature that goes with them', async () => {
    const drop = (raw: string[]) =>
      raw.filter((_, i) => !/^webhook-/i.test(raw[i - (i % 2)] ?? ''));
    const { probe, faults } = await diagnose({ headers: drop });
    expect(faults).toEqual(['headers', 'signature']);
    expect(probe.text).toContain('webhook-signature');
  });

  it('names a dropped query and a rewritten one', async () => {
    const dropped = await diagnose({ target: (target) => target.split('?')[0] ?? '' });
    expect(dropped.faults).toEqual(['query']);
    const rewritten = await diagnose({
      target: (target) => {
        const url = new URL(target, 'http://x');
        return `${url.pathname}?${url.searchParams}`;
      },
    });
    expect(rewritten.faults).toEqual(['query']);
    expect(rewritten.probe.text).toContain('rewritten');
  });

  it('names a body that is parsed and written again', async () => {
    const rewrite = (body: Buffer) =>
      body[0] === 0x7b ? Buffer.from(JSON.stringify(JSON.parse(body.toString()))) : body;
    const { faults, probe } = await diagnose({ body: rewrite });
    expect(faults).toEqual(['body', 'signature']);
    expect(probe.text).toContain('parsed and written again');
  });

  it('names bytes that are re-encoded as text', async () => {
    const { faults } = await diagnose({ body: (body) => Buffer.from(body.toString('utf8')) });
    expect(faults).toEqual(['binary']);
  });

  it('names a limit on the size', async () => {
    const refused = await diagnose({
      answer: (body) => (body.length > 1_000_000 ? { status: 413 } : undefined),
    });
    expect(refused.faults).toEqual(['size']);
    expect(refused.probe.text).toContain('413');
    const cut = await diagnose({ body: (body) => body.subarray(0, 1_000_000) });
    expect(cut.faults).toEqual(['size']);
  });

  it('names a redirect, a page in between, and nothing at all', async () => {
    const answer = () => ({ status: 308, headers: { Location: 'https://other.test/' } });
    const redirect = await diagnose({ answer });
    expect(redirect.faults).toEqual(['redirect']);
    expect(redirect.probe.text).toContain('https://other.test/');
    expect(redirect.probe.is_reachable).toBe(false);
    expect((await diagnose({ answer: () => ({ status: 200 }) })).probe.text).toContain(
      'Something else',
    );
    const bed = await openWholeReceiver();
    closers.push(bed.close);
    expect((await bed.receiver.diagnose('http://127.0.0.1:9')).text).toContain('Nothing answers');
  });

  it('names a slow path', async () => {
    expect((await diagnose({}, 2_100)).faults).toEqual(['speed']);
    expect((await diagnose({}, 1_900)).faults).toEqual([]);
  });
});
