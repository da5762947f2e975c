import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';
import type { Dialect } from './dialect.ts';
import type { DialectFacts } from './facts.ts';

/** Headers that every client sends: no evidence. */
const COMMON: ReadonlySet<string> = new Set([
  'content-type',
  'user-agent',
  'accept',
  'cache-control',
  'link',
  'protocol',
]);

/** Whether a header says something about its sender. */
export function isTelling(name: string): boolean {
  return !COMMON.has(name.toLowerCase());
}

/** Every header name under which a dialect's signature may stand. */
export function signatureNames(facts: DialectFacts): readonly string[] {
  const { place } = facts.signature;
  if (place.kind === 'message_signature') {
    return ['Signature'];
  }
  const others = place.kind === 'header' ? [place.moreHeaders ?? [], place.otherNames ?? []] : [];
  return 'header' in place ? [place.header, ...others.flat()] : [];
}

/** Which dialects are worth a look, by what a request holds. */
interface DetectIndex {
  readonly byHeader: ReadonlyMap<string, readonly DialectFacts[]>;
  /** Signatures inside the body, by a text that such a body must hold. */
  readonly byText: readonly { readonly text: string; readonly facts: DialectFacts }[];
  /** Known by their content type. */
  readonly byType: readonly DialectFacts[];
}

const indexes = new WeakMap<readonly Dialect[], DetectIndex>();

/** The dialects of which a request shows at least one sign. Most requests show none, at the cost of a few look-ups. */
export function findCandidates(
  dialects: readonly Dialect[],
  request: {
    readonly headers: RawHeaders;
    readonly names: ReadonlySet<string>;
    readonly bodyBytes: Uint8Array | undefined;
  },
): DialectFacts[] {
  const index = indexes.get(dialects) ?? makeIndex(dialects);
  const isCloudEvents = findHeader(request.headers, 'content-type')?.includes('cloudevents');
  const inBody = foundInBody(index, request.bodyBytes);
  if (!isCloudEvents && inBody.length === 0 && !hasSign(index, request.names)) {
    return [];
  }
  const found = new Set([
    ...[...request.names].flatMap((name) => index.byHeader.get(name) ?? []),
    ...(isCloudEvents ? index.byType : []),
    ...inBody,
  ]);
  // In the order in which dialects are listed: the first of equals is the most common one.
  return found.size < 2
    ? [...found]
    : dialects.map(({ facts }) => facts).filter((facts) => found.has(facts));
}

function hasSign(index: DetectIndex, names: ReadonlySet<string>): boolean {
  for (const name of names) {
    if (index.byHeader.has(name)) {
      return true;
    }
  }
  return false;
}

/** Larger bodies are not looked through: this runs while requests arrive. */
const MAX_SEARCHED_BYTES = 64 * 1024;

function foundInBody(index: DetectIndex, bodyBytes: Uint8Array | undefined): DialectFacts[] {
  if (bodyBytes === undefined || bodyBytes.byteLength > MAX_SEARCHED_BYTES) {
    return [];
  }
  const body = Buffer.from(bodyBytes.buffer, bodyBytes.byteOffset, bodyBytes.byteLength);
  const found: DialectFacts[] = [];
  for (const { text, facts } of index.byText) {
    if (body.includes(text)) {
      found.push(facts);
    }
  }
  return found;
}

function makeIndex(dialects: readonly Dialect[]): DetectIndex {
  const byHeader = new Map<string, DialectFacts[]>();
  const byText: { text: string; facts: DialectFacts }[] = [];
  for (const { facts } of dialects) {
    for (const name of new Set(signNames(facts).map((sign) => sign.toLowerCase()))) {
      byHeader.set(name, [...(byHeader.get(name) ?? []), facts]);
    }
    if (facts.signature.place.kind === 'body') {
      const last = facts.signature.place.path.split('.').at(-1) ?? '';
      byText.push({ text: `"${last}"`, facts });
    }
  }
  const byType = dialects.map(({ facts }) => facts).filter(({ kind }) => kind === 'unsigned');
  const index = { byHeader, byText, byType };
  indexes.set(dialects, index);
  return index;
}

function signNames(facts: DialectFacts): readonly string[] {
  if (facts.kind === 'unsigned') {
    return facts.envelope.headers.map(([name]) => name).filter(isTelling);
  }
  const { eventTypeAt } = facts;
  const named = eventTypeAt.kind === 'header' && isTelling(eventTypeAt.header);
  return named ? [...signatureNames(facts), eventTypeAt.header] : signatureNames(facts);
}
