import type { Probe } from '../contract/settings.ts';
import type { RawHeaders } from '../contract/text.ts';
import { standard } from '../core/dialects/standard.ts';
import { type ArrivedProbe, type Finding, findingsOfProbe } from '../core/probe-findings.ts';
import type { Clock, Random, Transport, TransportResult } from '../ports.ts';

export interface DoctorDeps {
  readonly exactTransport: Pick<Transport, 'send'>;
  readonly random: Pick<Random, 'bytes'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Sends signed probes through a public URL of the receiver and looks at how they arrive. */
export interface Doctor {
  diagnose(publicUrl: string): Promise<Probe>;
  /** Whether a path is that of a probe on its way; such a request is examined and not stored. */
  awaits(path: string): boolean;
  /** Hands over how a probe arrived; answers what to send back. */
  arrived(probe: ArrivedProbe): { readonly headers: RawHeaders; readonly bodyBytes: Uint8Array };
}

const PREFIX = '/.hookbench-probe/';
const TIMEOUT_MS = 20_000;
const SLOW_MS = 2_000;
/** Odd on purpose: spaces, 1.0, a long number, an escape, a letter beyond ASCII, no final newline. */
const ODD_JSON = '{"b": 1.0,  "a":"\\u00e9/é","n":12345678901234567890}';
const BIG_BYTES = 5 * 1024 * 1024;

export function createDoctor(deps: DoctorDeps): Doctor {
  const waiting = new Map<string, { arrived: ArrivedProbe | undefined; answer: string }>();
  const key = standard.generateKey((size) => deps.random.bytes(size));

  async function send(publicUrl: string, bodyBytes: Uint8Array, contentType: string) {
    const path = PREFIX + Buffer.from(deps.random.bytes(18)).toString('base64url');
    const answer = Buffer.from(deps.random.bytes(18)).toString('base64url');
    const target = `${path}?first=1&Odd=%2F%7e&list=x%20y&list=&list`;
    const url = publicUrl.replace(/\/$/, '') + target;
    const headers: RawHeaders = [
      ['Host', new URL(publicUrl).host],
      ['X-HookBench-CaSe', 'As Written'],
      ['x-hookbench-twice', 'one'],
      ['X-Hookbench-Twice', 'two'],
      ['Content-Type', contentType],
    ];
    const nowMs = deps.clock.now();
    const sealed = standard.seal({
      request: { method: 'POST', url, headers, bodyBytes },
      deliveryId: `probe_${answer}`,
      nowMs,
      keys: [key],
    });
    waiting.set(path, { arrived: undefined, answer });
    try {
      const result = await deps.exactTransport.send({
        ...sealed,
        timeoutMs: TIMEOUT_MS,
        maxConnections: 1,
        allowsPrivate: true,
        allowsLoopback: true,
        trustsCertificate: false,
        keepBytes: 64 * 1024,
        lane: 'probe',
      });
      return { sent: { ...sealed, target }, result, ...waiting.get(path), answer };
    } finally {
      waiting.delete(path);
    }
  }

  return {
    awaits: (path) => waiting.size > 0 && waiting.has(probePath(path)),
    arrived: (probe) => {
      const entry = waiting.get(probePath(probe.path));
      if (entry) {
        entry.arrived = probe;
      }
      return {
        headers: [['Content-Type', 'text/plain']],
        bodyBytes: Buffer.from(entry?.answer ?? ''),
      };
    },
    diagnose: async (publicUrl) => {
      const text = await send(publicUrl, Buffer.from(ODD_JSON), 'application/json');
      const findings = findingsOfProbe({ ...text, key, nowMs: deps.clock.now() });
      if (text.arrived) {
        const bytes = deps.random.bytes(64 * 1024);
        const binary = await send(publicUrl, bytes, 'application/octet-stream');
        findings.push(...bodyFinding('binary', 'A binary body of 64 KiB', binary));
        const big = await send(publicUrl, new Uint8Array(BIG_BYTES).fill(0x61), 'text/plain');
        findings.push(...bodyFinding('size', 'A body of 5 MiB', big));
        findings.push(speedFinding(text.result));
      }
      return probeOf(publicUrl, text.result, findings);
    },
  };
}

/** A public URL may have a path of its own, which the tunnel may or may not take away. */
function probePath(path: string): string {
  const start = path.indexOf(PREFIX);
  return start < 0 ? '' : path.slice(start);
}

interface SentProbe {
  readonly sent: { readonly bodyBytes: Uint8Array };
  readonly result: TransportResult;
  readonly arrived?: ArrivedProbe | undefined;
}

function bodyFinding(what: string, name: string, { sent, result, arrived }: SentProbe): Finding[] {
  if (!arrived) {
    const came = result.status === null ? result.outcome : `the answer ${result.status}`;
    return [{ what, is_ok: false, text: `${name} did not arrive: ${came} came back.` }];
  }
  const isSame = Buffer.from(sent.bodyBytes).equals(arrived.bodyBytes);
  const text = isSame
    ? `${name} arrives byte for byte.`
    : `${name} arrives changed: ${sent.bodyBytes.length} bytes were sent, ${arrived.bodyBytes.length} came. Signatures over it fail.`;
  return [{ what, is_ok: isSame, text }];
}

function speedFinding(result: TransportResult): Finding {
  const ms = Math.round(result.totalMs);
  return ms > SLOW_MS
    ? { what: 'speed', is_ok: false, text: `A small probe took ${ms} ms; some providers wait 3 s.` }
    : { what: 'speed', is_ok: true, text: `A small probe took ${ms} ms.` };
}

function probeOf(url: string, result: TransportResult, findings: readonly Finding[]): Probe {
  const faults = findings.filter(({ is_ok }) => !is_ok);
  const [first] = faults;
  const isReachable = findings.some(({ what, is_ok }) => what === 'arrived' && is_ok);
  const more = faults.length > 1 ? ` And ${faults.length - 1} more.` : '';
  return {
    url,
    is_reachable: isReachable,
    status: result.status,
    duration_ms: Math.round(result.totalMs),
    text: first
      ? `${first.text}${more}`
      : 'Signed probes arrive byte for byte, and their answers come back.',
    findings: [...findings],
  };
}
