import type { Outcome } from '../../contract/delivery.ts';

const OUTCOME_OF_CODE: Readonly<Record<string, Outcome>> = {
  HOOKBENCH_BLOCKED: 'blocked',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'closed',
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** The named outcome of an error of Node's HTTP client, with what failed in a few words. */
export function exactFailure(error: NodeJS.ErrnoException): {
  readonly outcome: Outcome;
  readonly detail: string | null;
} {
  const tried = error instanceof AggregateError ? error.errors.map(addressOf) : [addressOf(error)];
  const addresses = [...new Set(tried.filter((address) => address !== undefined))];
  const code = codeOf(error);
  const outcome = OUTCOME_OF_CODE[code];
  if (code === 'ECONNREFUSED' && addresses.length > 0) {
    return { outcome: 'refused', detail: `tried ${addresses.join(' and ')}` };
  }
  if (code === 'ENOTFOUND' && 'hostname' in error) {
    return { outcome: 'dns_failed', detail: `${error.hostname} has no address` };
  }
  if (outcome !== undefined) {
    return { outcome, detail: outcome === 'reset' ? null : error.message };
  }
  if (code.startsWith('HPE_')) {
    return { outcome: 'invalid_answer', detail: error.message };
  }
  const isTls = /CERT|SSL|TLS|EPROTO|ISSUER|SIGNED/.test(code);
  return { outcome: isTls ? 'tls_failed' : 'closed', detail: error.message };
}

function codeOf(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError) {
    const codes = error.errors.map((inner: NodeJS.ErrnoException) => inner.code ?? '');
    return codes.find((code) => code === 'ECONNREFUSED') ?? codes[0] ?? '';
  }
  return error.code ?? '';
}

function addressOf(error: unknown): string | undefined {
  const isNamed = error instanceof Error && 'address' in error && typeof error.address === 'string';
  return isNamed ? String(error.address) : undefined;
}
