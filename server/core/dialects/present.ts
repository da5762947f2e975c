import type { DialectInfo } from '../../contract/signature.ts';
import type { Dialect } from './dialect.ts';
import type { DialectFacts, SignedPart, ValuePlace } from './facts.ts';
import { describeKeyForm } from './mint-keys.ts';
import { spanText } from './timestamps.ts';

/** A dialect as `GET /api/dialects` shows it. */
export function presentDialect(dialect: Dialect): DialectInfo {
  const { facts } = dialect;
  const { delivery } = facts;
  return {
    id: facts.id,
    name: facts.name,
    kind: facts.kind,
    headers: [...dialect.headers],
    signed: signedFormula(facts),
    signature_form: signatureForm(facts),
    key_form: describeKeyForm(facts.key),
    tolerance: toleranceText(facts),
    event_type_at: placeText(facts.eventTypeAt),
    delivery_id_at: placeText(facts.deliveryIdAt),
    timeout_ms: delivery.timeoutMs,
    delays_ms: [...delivery.delaysMs],
    stop_statuses: [...delivery.stopStatuses],
    success_statuses: delivery.successStatuses ? [...delivery.successStatuses] : null,
    stop_headers: (delivery.stopHeaders ?? []).map(([name, value]) => ({ name, value })),
    delivery_note: delivery.note,
    handshake: facts.handshake?.text ?? null,
    events: facts.events.map(({ type, description, data }) => ({ type, description, data })),
    package: facts.package?.name ?? null,
    package_notes: (facts.package?.notes ?? []).map(({ text }) => text),
    docs_note: facts.docsNote,
  };
}

/** How the signature is made, as people write it: `hex( HMAC-SHA256( key, timestamp + "." + body ) )`. */
export function signedFormula(facts: DialectFacts): string {
  const { algorithm, encoding, signed } = facts.signature;
  const message = signed.map(partFormula).join(' + ');
  switch (algorithm) {
    case 'none':
      return 'nothing is signed';
    case 'token':
      return 'nothing is signed: the secret itself is sent';
    case 'by_key':
      return `base64( by the key: HMAC-SHA256, Ed25519, ECDSA P-256 or RSA( key, ${message} ) )`;
    case 'sha256':
      return `${encoding}( SHA-256( key + ${message} ) )`;
    case 'ed25519':
      return `${encoding}( Ed25519( private key, ${message} ) )`;
    case 'ecdsa-p256-sha256':
      return `${encoding}( DER( ECDSA-P256-SHA256( private key, ${message} ) ) )`;
    default:
      return `${encoding}( ${algorithm.toUpperCase()}( key, ${message} ) )`;
  }
}

function partFormula(part: SignedPart): string {
  switch (part.kind) {
    case 'literal':
      return JSON.stringify(part.text);
    case 'url':
      return part.form === 'as_sent' ? 'url' : 'url with some escapes decoded';
    case 'canonical':
      return part.formula;
    default:
      return part.kind;
  }
}

/** What the signature looks like where it stands. */
function signatureForm(facts: DialectFacts): string {
  const { place } = facts.signature;
  switch (place.kind) {
    case 'header':
      return `${place.header}: ${place.prefix}…`;
    case 'list':
      return `${place.header}: ${place.prefix}… (several, separated by a space)`;
    case 'pairs':
      return `${place.header}: ${place.timestampKey}=…${place.joiner}${place.signatureKey}=…`;
    case 'method':
      return `${place.header}: ${place.sends}=…`;
    case 'body':
      return `${place.path} in the body`;
    case 'message_signature':
      return `Signature: ${place.label}=:…:`;
    case 'nowhere':
      return 'none';
  }
}

function toleranceText(facts: DialectFacts): string {
  const { timestamp } = facts.signature;
  if (!timestamp) {
    return 'no timestamp is signed';
  }
  if (!timestamp.window) {
    return `timestamp in ${timestamp.unit}, no limit`;
  }
  const { pastMs, futureMs } = timestamp.window;
  const future =
    futureMs === null
      ? 'a time in the future passes'
      : futureMs === 0
        ? 'a time in the future is refused'
        : `${spanText(futureMs)} into the future`;
  return `timestamp in ${timestamp.unit}, ${spanText(pastMs)} into the past, ${future}`;
}

function placeText(place: ValuePlace): string {
  switch (place.kind) {
    case 'header':
      return `header ${place.header}`;
    case 'body':
      return `body ${place.path}${place.otherPath === undefined ? '' : ` or ${place.otherPath}`}`;
    case 'none':
      return place.text;
  }
}
