import type { RawHeaders } from '../contract/text.ts';

/** What stands in place of something that must not be shown. */
export const REDACTED = '[redacted]';

/** Headers that carry a credential, whoever sends them. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-gitlab-token',
]);
const SIGNATURE_HEADER = /signature|hmac|token|secret/i;

/** Whether a header's value must not reach a log or an export. Case does not count. */
function isSecretHeader(name: string): boolean {
  return CREDENTIAL_HEADERS.has(name.toLowerCase()) || SIGNATURE_HEADER.test(name);
}

/** The same headers with credentials and signatures blanked. */
export function redactHeaders(headers: RawHeaders): RawHeaders {
  return headers.map(([name, value]) => [name, isSecretHeader(name) ? REDACTED : value]);
}

const SECRET_FIELD = /^(authorization|cookie|secrets?|token|api_?key|password|data_?key)$/i;
const MAX_DEPTH = 8;

/** A copy for the log: fields that are named like secrets are blanked at any depth, text that holds one too. */
export function redactFields(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    return redactText(value);
  }
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) {
    return value;
  }
  if (depth >= MAX_DEPTH) {
    return '[deep]';
  }
  if (Array.isArray(value)) {
    return value.map((item) => redactFields(item, depth + 1));
  }
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    SECRET_FIELD.test(name) || isSecretHeader(name) ? REDACTED : redactFields(inner, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** A text with bearer tokens and Standard Webhooks secrets blanked. */
export function redactText(text: string): string {
  return text
    .replace(/\b(whsec|whsk)_[A-Za-z0-9+/=_-]{8,}/g, `$1_${REDACTED}`)
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${REDACTED}`);
}

/** A JSON text for a page that must show no secret: members that are named like secrets are blanked. */
export function redactJsonText(text: string): string {
  return redactText(
    text.replace(
      /("(?:secret|token|api_?key|password)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi,
      `$1"${REDACTED}"`,
    ),
  );
}

/** A URL for the log: people put keys into queries, so only that there is one is said. */
export function redactUrl(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? url : `${url.slice(0, start)}?${REDACTED}`;
}

/** A secret as the screen shows it: its prefix and, where it is long enough to stay secret, its last three characters. */
export function maskSecret(secret: string): string {
  const prefix = /^(?:[a-z]{2,10}_)/.exec(secret)?.[0] ?? '';
  const tail = secret.length - prefix.length >= 16 ? secret.slice(-3) : '';
  return `${prefix}…${tail}`;
}
