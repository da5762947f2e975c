import type { SignatureReport } from '../../../../server/contract/signature.ts';
import type { RawHeaders } from '../../../../server/contract/text.ts';
import type {
  Dialect,
  DialectKey,
  ShapedRequest,
} from '../../../../server/core/dialects/dialect.ts';

export const NOW_MS = 1_768_469_400_000;
export const URL_TEXT = 'https://example.com/webhook?source=demo';

/** Bytes that look random and are the same in every run. */
export function seededRandom(seed = 7): (size: number) => Uint8Array {
  let state = seed;
  return (size) =>
    Uint8Array.from({ length: size }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >>> 16) & 0xff;
    });
}

/** What the dialect sends for its first sample event. */
export function sealSample(
  dialect: Dialect,
  keys: readonly DialectKey[],
  change: { nowMs?: number; dataText?: string; attempt?: number } = {},
): ShapedRequest {
  const [event] = dialect.facts.events;
  const nowMs = change.nowMs ?? NOW_MS;
  const request = dialect.shape({
    eventId: 'evt_2Hk9Demo0001',
    deliveryId: 'evt_2Hk9Demo0001',
    eventType: event?.type ?? 'payment_received',
    dataText: change.dataText ?? JSON.stringify(event?.data ?? {}),
    attempt: change.attempt ?? 1,
    eventAtMs: nowMs,
    nowMs,
    url: URL_TEXT,
  });
  return dialect.seal({ request, deliveryId: 'evt_2Hk9Demo0001', nowMs, keys });
}

export function judge(
  dialect: Dialect,
  request: ShapedRequest,
  keys: readonly DialectKey[],
  change: { nowMs?: number; headers?: RawHeaders; bodyBytes?: Uint8Array } = {},
): SignatureReport {
  return dialect.verify({
    method: request.method,
    url: request.url,
    headers: change.headers ?? request.headers,
    bodyBytes: change.bodyBytes ?? request.bodyBytes,
    nowMs: change.nowMs ?? NOW_MS,
    keys: keys.map((key, index) => ({ ...key, source: `key ${index + 1}` })),
  });
}

/** What a receiver holds: the secret, or the public key alone. */
export function receiverKey(key: DialectKey): DialectKey {
  return key.publicKey === undefined ? key : { secret: key.publicKey, publicKey: key.publicKey };
}

export function without(headers: RawHeaders, name: string): RawHeaders {
  return headers.filter(([candidate]) => candidate.toLowerCase() !== name.toLowerCase());
}

export function withHeader(headers: RawHeaders, name: string, value: string): RawHeaders {
  return headers.map(([candidate, old]) => [
    candidate,
    candidate.toLowerCase() === name.toLowerCase() ? value : old,
  ]);
}

/** The same bytes with one bit of a letter in the middle flipped: JSON and forms stay well-formed. */
export function flipped(bytes: Uint8Array, near = ''): Uint8Array {
  const copy = Buffer.from(bytes);
  const middle = near === '' ? copy.length >> 1 : copy.indexOf(near);
  const letter = copy.findIndex((byte, index) => index >= middle && isLetter(byte));
  const at = letter >= 0 ? letter : middle;
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x42 && byte <= 0x59) || (byte >= 0x62 && byte <= 0x79);
}
