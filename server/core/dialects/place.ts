import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';
import type { MacAlgorithm, SignatureFacts, SignaturePlace } from './facts.ts';
import { parseJsonBody, readPath } from './json-path.ts';

/** What stands in a request about its signature, before any key is used. */
export interface Reading {
  /** The signature header's value as received; null where there is none. */
  readonly received: string | null;
  /** Headers (or fields) that the scheme needs and the request lacks. */
  readonly missing: readonly string[];
  /** Why the header does not parse, as a clause. */
  readonly fault?: string;
  /** What was read, as a clause: "v1, one value". */
  readonly parsed: string;
  /** The encoded signatures, without prefix. */
  readonly entries: readonly string[];
  readonly id?: string;
  readonly timestampText?: string;
  /** Where the sender names the algorithm (WebSub). */
  readonly algorithm?: MacAlgorithm;
}

export interface ReadInput {
  readonly headers: RawHeaders;
  readonly bodyBytes?: Uint8Array;
}

/** Reads the signature, the id and the timestamp of a request. Never throws. */
export function readSignature(facts: SignatureFacts, input: ReadInput): Reading {
  const header = placeHeader(facts.place);
  const all = receivedValues(facts.place, header, input.headers);
  const [received] = all;
  const id = facts.idHeader === undefined ? undefined : findHeader(input.headers, facts.idHeader);
  const entries = received === undefined ? NO_ENTRIES : readEntries(facts.place, all);
  const timestampText = entries.timestampText ?? readTimestamp(facts, input);
  const missing = missingNames(facts, received, id, timestampText);
  return { ...entries, received: received ?? null, missing, id, timestampText };
}

/** The signature header's value, and those of further slots and other names where there are any. */
function receivedValues(
  place: SignaturePlace,
  header: string | undefined,
  headers: RawHeaders,
): string[] {
  if (header === undefined) {
    return [];
  }
  const names =
    place.kind === 'header'
      ? [header, ...(place.moreHeaders ?? []), ...(place.otherNames ?? [])]
      : [header];
  return names.flatMap((name) => findHeader(headers, name) ?? []);
}

type Entries = Pick<Reading, 'entries' | 'fault' | 'parsed' | 'timestampText' | 'algorithm'>;

const NO_ENTRIES: Entries = { entries: [], parsed: '' };

function missingNames(
  facts: SignatureFacts,
  received: string | undefined,
  id: string | undefined,
  timestampText: string | undefined,
): string[] {
  const needed = [
    { name: placeHeader(facts.place), value: received },
    { name: facts.idHeader, value: id },
    { name: timestampName(facts), value: timestampText },
  ];
  return needed.flatMap(({ name, value }) =>
    name !== undefined && value === undefined ? [name] : [],
  );
}

/** Where a timestamp of its own stands; one inside the signature's header is a matter of parsing. */
function timestampName(facts: SignatureFacts): string | undefined {
  const place = facts.timestamp?.place;
  if (place?.kind === 'header') {
    return place.header;
  }
  return place?.kind === 'body' ? `${place.path} in the body` : undefined;
}

/** The header that carries the signature; undefined where it is not in a header. */
export function placeHeader(place: SignaturePlace): string | undefined {
  switch (place.kind) {
    case 'body':
    case 'nowhere':
      return undefined;
    case 'message_signature':
      return 'Signature';
    default:
      return place.header;
  }
}

function readTimestamp(facts: SignatureFacts, input: ReadInput): string | undefined {
  const place = facts.timestamp?.place;
  if (place?.kind === 'header') {
    return findHeader(input.headers, place.header);
  }
  if (place?.kind === 'body' && input.bodyBytes) {
    const value = readPath(parseJsonBody(input.bodyBytes), place.path);
    return value === undefined ? undefined : String(value);
  }
  return undefined;
}

function readEntries(place: SignaturePlace, all: readonly string[]): Entries {
  const received = all[0] ?? '';
  switch (place.kind) {
    case 'header':
      return readSingles(place.prefix, all);
    case 'list':
      return readList(place, received);
    case 'pairs':
      return readPairs(place, received);
    case 'method':
      return readMethod(place, received);
    case 'body':
    case 'message_signature':
    case 'nowhere':
      return NO_ENTRIES;
  }
}

function readSingles(prefix: string, all: readonly string[]): Entries {
  const entries = all
    .filter((value) => value.startsWith(prefix) && value.length > prefix.length)
    .map((value) => value.slice(prefix.length));
  const label = prefix === '' ? '' : `${prefix} and `;
  return entries.length > 0
    ? { entries, parsed: label + countText(entries.length) }
    : {
        entries,
        parsed: '',
        fault: prefix === '' ? 'it is empty' : `it is not ${prefix} and a value`,
      };
}

function readList(place: SignaturePlace & { kind: 'list' }, received: string): Entries {
  const entries: string[] = [];
  for (const entry of received.split(' ')) {
    if (entry.startsWith(place.prefix)) {
      entries.push(entry.slice(place.prefix.length));
    } else if (place.acceptsBare && entry !== '' && !entry.includes(',')) {
      entries.push(entry);
    }
  }
  const version = place.prefix.replace(/,$/, '');
  return entries.length === 0
    ? { entries, parsed: '', fault: `no entry starts with ${place.prefix}` }
    : { entries, parsed: `${version}, ${countText(entries.length)}` };
}

function readPairs(place: SignaturePlace & { kind: 'pairs' }, received: string): Entries {
  const entries: string[] = [];
  let timestampText: string | undefined;
  for (const piece of received.split(place.separator)) {
    const pair = place.allowsSpaces ? piece.trim() : piece;
    const cut = pair.indexOf('=');
    const name = pair.slice(0, Math.max(cut, 0));
    if (name === place.timestampKey) {
      timestampText = pair.slice(cut + 1);
    } else if (name === place.signatureKey) {
      entries.push(pair.slice(cut + 1));
    }
  }
  return {
    entries,
    timestampText,
    parsed: `${place.timestampKey} and ${place.signatureKey}, ${countText(entries.length)}`,
    fault: pairsFault(place, received, timestampText !== undefined, entries.length > 0),
  };
}

function pairsFault(
  place: SignaturePlace & { kind: 'pairs' },
  received: string,
  hasTimestamp: boolean,
  hasSignature: boolean,
): string | undefined {
  if (hasTimestamp && hasSignature) {
    return undefined;
  }
  const lacking = hasTimestamp ? place.signatureKey : place.timestampKey;
  const isSpaced = received.includes(' ') && !place.allowsSpaces;
  return `it holds no ${lacking}= pair${isSpaced ? '; a blank hides one' : ''}`;
}

function readMethod(place: SignaturePlace & { kind: 'method' }, received: string): Entries {
  const cut = received.indexOf('=');
  const method = received.slice(0, Math.max(cut, 0)).toLowerCase();
  const algorithm = place.methods[method];
  const names = Object.keys(place.methods).join(', ');
  return algorithm
    ? { entries: [received.slice(cut + 1)], parsed: `${method}, one value`, algorithm }
    : { entries: [], parsed: '', fault: `it names no method of ${names}` };
}

function countText(count: number): string {
  return count === 1 ? 'one value' : `${count} values`;
}

/** How many keys can sign one request. */
export function slotCount(place: SignaturePlace): number {
  switch (place.kind) {
    case 'header':
      return 1 + (place.moreHeaders?.length ?? 0);
    case 'list':
      return Number.POSITIVE_INFINITY;
    case 'pairs':
      return place.slots === 'many' ? Number.POSITIVE_INFINITY : 1;
    default:
      return 1;
  }
}

export interface WriteInput {
  readonly id: string;
  readonly timestampText?: string;
  /** Encoded signatures, newest key first. */
  readonly signatures: readonly string[];
}

/** The headers that carry signature, id and timestamp. */
export function writeSignature(facts: SignatureFacts, input: WriteInput): RawHeaders {
  const headers: RawHeaders = [];
  if (facts.idHeader !== undefined) {
    headers.push([facts.idHeader, input.id]);
  }
  if (facts.timestamp?.place.kind === 'header') {
    headers.push([facts.timestamp.place.header, input.timestampText ?? '']);
  }
  headers.push(...writeEntries(facts.place, input));
  return headers;
}

function writeEntries(place: SignaturePlace, input: WriteInput): RawHeaders {
  const { signatures } = input;
  const first = signatures[0] ?? '';
  switch (place.kind) {
    case 'header':
      return [place.header, ...(place.moreHeaders ?? [])]
        .slice(0, signatures.length)
        .map((header, index) => [header, `${place.prefix}${signatures[index]}`]);
    case 'list':
      return [[place.header, signatures.map((entry) => place.prefix + entry).join(' ')]];
    case 'pairs': {
      const pairs = signatures.map((entry) => `${place.signatureKey}=${entry}`);
      const stamp = `${place.timestampKey}=${input.timestampText ?? ''}`;
      return [[place.header, [stamp, ...pairs].join(place.joiner)]];
    }
    case 'method':
      return [[place.header, `${place.sends}=${first}`]];
    case 'body':
    case 'message_signature':
    case 'nowhere':
      return [];
  }
}
