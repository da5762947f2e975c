import type {
  DeliveryFacts,
  EnvelopeFacts,
  KeyFacts,
  MacAlgorithm,
  SignatureEncoding,
  SignatureFacts,
} from './facts.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Standard Webhooks' shape under either family of header names. */
export function standardSignature(family: 'webhook' | 'svix'): SignatureFacts {
  return {
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    comparison: 'text',
    place: { kind: 'list', header: `${family}-signature`, prefix: 'v1,' },
    idHeader: `${family}-id`,
    timestamp: {
      place: { kind: 'header', header: `${family}-timestamp` },
      unit: 's',
      window: { pastMs: 5 * MINUTE_MS, futureMs: 5 * MINUTE_MS },
    },
    signed: [
      { kind: 'id' },
      { kind: 'literal', text: '.' },
      { kind: 'timestamp' },
      { kind: 'literal', text: '.' },
      { kind: 'body' },
    ],
  };
}

/** `whsec_` and base64, decoded. */
export const WHSEC_KEY: KeyFacts = {
  form: 'base64',
  prefix: 'whsec_',
  minBytes: 24,
  maxBytes: 64,
  makeBytes: 32,
  bare: 'base64',
};

/** A digest of the body alone, in one header. */
export function bodySignature(
  header: string,
  options: { algorithm?: MacAlgorithm; encoding: SignatureEncoding; prefix?: string },
): SignatureFacts {
  return {
    algorithm: options.algorithm ?? 'hmac-sha256',
    encoding: options.encoding,
    comparison: 'text',
    place: { kind: 'header', header, prefix: options.prefix ?? '' },
    signed: [{ kind: 'body' }],
  };
}

/** A text key used as it is: `size` characters of hexadecimal after `prefix`. */
export function textKey(prefix: string, hexLength: number): KeyFacts {
  return { form: 'utf8', make: { prefix, size: hexLength / 2, alphabet: 'hex' } };
}

/** A JSON envelope with its content type and user agent. */
export function jsonEnvelope(
  template: string,
  userAgent: string,
  headers: EnvelopeFacts['headers'] = [],
): EnvelopeFacts {
  return {
    headers: [['Content-Type', 'application/json'], ['User-Agent', userAgent], ...headers],
    body: { kind: 'json', template },
  };
}

/** `t=…,v1=…` over timestamp, dot and body, as Stripe began it. */
export function pairSignature(
  header: string,
  options: {
    encoding?: SignatureEncoding;
    unit?: 's' | 'ms';
    pastMs?: number;
    joiner?: ',' | ', ';
    allowsSpaces?: boolean;
    slots?: 'one' | 'many';
  },
): SignatureFacts {
  const { pastMs } = options;
  return {
    algorithm: 'hmac-sha256',
    encoding: options.encoding ?? 'hex',
    comparison: 'text',
    place: {
      kind: 'pairs',
      header,
      separator: ',',
      joiner: options.joiner ?? ',',
      signatureKey: 'v1',
      timestampKey: 't',
      allowsSpaces: options.allowsSpaces ?? false,
      slots: options.slots ?? 'one',
    },
    timestamp: {
      place: { kind: 'pair' },
      unit: options.unit ?? 's',
      ...(pastMs === undefined ? {} : { window: { pastMs, futureMs: null } }),
    },
    signed: [{ kind: 'timestamp' }, { kind: 'literal', text: '.' }, { kind: 'body' }],
  };
}

/** `count` retries spread evenly over a span, for providers that publish no more than both. */
export function evenly(count: number, spanMs: number): number[] {
  return Array.from({ length: count }, () => Math.round(spanMs / count));
}

/** Retries that grow by a factor. */
export function growing(count: number, firstMs: number, factor: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.round(firstMs * factor ** index));
}

/** A schedule in milliseconds, the first attempt at once. */
export function delivery(
  timeoutMs: number,
  retriesMs: readonly number[],
  rest: Omit<DeliveryFacts, 'timeoutMs' | 'delaysMs' | 'stopStatuses'> & {
    stopStatuses?: readonly number[];
  },
): DeliveryFacts {
  return { stopStatuses: [], ...rest, timeoutMs, delaysMs: [0, ...retriesMs] };
}
