import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Probe, Settings } from '../contract/settings.ts';
import { AppError } from '../core/errors.ts';
import { findHeader } from '../core/raw-headers.ts';
import type { Random, Transport, TransportResult } from '../ports.ts';

/** The header by which a probe is asked and answered. */
export const PROBE_HEADER = 'x-hookbench-probe';
const TIMEOUT_MS = 10_000;
const NONCE = /^[A-Za-z0-9_-]{16,64}$/;

/** Proves that an answer came from this very program: only it can sign what a probe asks. */
export interface ProbeMark {
  newNonce(): string;
  /** What the exposee answers to a probe's nonce; undefined where it is none. */
  answer(nonce: string): string | undefined;
  isAnswer(nonce: string, answer: string): boolean;
}

export function createProbeMark(random: Pick<Random, 'bytes'>): ProbeMark {
  const keyBytes = random.bytes(32);
  const sign = (nonce: string) => createHmac('sha256', keyBytes).update(nonce).digest();
  return {
    newNonce: () => Buffer.from(random.bytes(24)).toString('base64url'),
    answer: (nonce) => (NONCE.test(nonce) ? sign(nonce).toString('base64url') : undefined),
    isAnswer: (nonce, answer) => {
      const given = Buffer.from(answer, 'base64url');
      return given.byteLength === 32 && timingSafeEqual(given, sign(nonce));
    },
  };
}

export interface ProbeDeps {
  readonly mark: ProbeMark;
  readonly transport: Pick<Transport, 'send'>;
  readonly settings: () => Settings;
  /** Sends signed probes through a public URL of the receiver and compares what was captured. */
  readonly diagnoseReceiver: (url: string) => Promise<Probe>;
}

/** Sends a signed probe through a public URL and says what came back. Throws where none is set. */
export async function probePublicUrl(
  deps: ProbeDeps,
  role: 'exposee' | 'receiver',
): Promise<Probe> {
  const settings = deps.settings();
  const url = role === 'exposee' ? settings.exposee_public_url : settings.receiver_public_url;
  if (url === null) {
    const field = `${role}_public_url`;
    throw new AppError('conflict', `${field} is not set. Set it first, then test it.`, [
      { path: field, message: 'is not set' },
    ]);
  }
  return role === 'receiver' ? deps.diagnoseReceiver(url) : probeExposee(deps, url);
}

async function probeExposee(deps: ProbeDeps, base: string): Promise<Probe> {
  const url = `${base.replace(/\/$/, '')}/healthz`;
  const nonce = deps.mark.newNonce();
  const result = await deps.transport.send({
    method: 'GET',
    url,
    headers: [
      ['accept', 'application/json'],
      [PROBE_HEADER, nonce],
    ],
    bodyBytes: new Uint8Array(0),
    timeoutMs: TIMEOUT_MS,
    maxConnections: 1,
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: false,
    keepBytes: 4096,
    lane: 'probe',
  });
  const answer = findHeader(result.headers, PROBE_HEADER) ?? '';
  const findings = findingsOf(result, deps.mark.isAnswer(nonce, answer));
  const isReachable = findings.every(({ is_ok }) => is_ok);
  const fault = findings.find(({ is_ok }) => !is_ok);
  return {
    url,
    is_reachable: isReachable,
    status: result.status,
    duration_ms: Math.round(result.totalMs),
    text: fault
      ? fault.text
      : 'The public URL leads to this exposee, and its answers come back whole.',
    findings,
  };
}

function findingsOf(result: TransportResult, isOurs: boolean): Probe['findings'] {
  const isAnswered = result.status !== null;
  const isHealthy = result.status === 200;
  const reached = {
    what: 'answered',
    is_ok: isAnswered,
    text: isAnswered
      ? `Something answered with ${result.status}.`
      : `Nothing answered: ${result.detail ?? result.outcome}. Is the tunnel running?`,
  };
  if (!isAnswered) {
    return [reached];
  }
  const statusText = isHealthy
    ? 'The health route answered 200.'
    : `The health route answered ${result.status} in place of 200: the address leads elsewhere, or something in between refuses.`;
  const ownText = isOurs
    ? 'The answer is signed by this program.'
    : 'The answer is not signed by this program: the address leads to another server, or a header was taken out.';
  return [
    reached,
    { what: 'status', is_ok: isHealthy, text: statusText },
    { what: 'signature', is_ok: isOurs, text: ownText },
  ];
}
