import type { DialectFacts, MacAlgorithm, SignedPart, TimestampFacts } from '../dialects/facts.ts';
import { isMac } from '../dialects/mac.ts';
import { placeHeader } from '../dialects/place.ts';

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** How the encoded signatures are read from the header. */
export type ReadPlan =
  | { readonly kind: 'single'; readonly prefix: string }
  | { readonly kind: 'list'; readonly prefix: string }
  | {
      readonly kind: 'pairs';
      readonly separator: string;
      readonly signatureKey: string;
      readonly timestampKey: string;
    };

/** One piece of the signed text, in order. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'id' | 'timestamp' | 'body' | 'method' | 'url' };

export interface TimePlan {
  /** Undefined: it stands in the signature's header. */
  readonly header?: string;
  readonly unit: TimestampFacts['unit'];
  readonly pastMs?: number;
  readonly futureMs?: number;
}

export type KeyPlan =
  | { readonly form: 'utf8' }
  | { readonly form: 'base64'; readonly prefix: string }
  | { readonly form: 'hex' };

/** A check by recomputing a digest: what every language's writer turns into code. */
export interface MacPlan {
  readonly kind: 'mac';
  readonly name: string;
  readonly header: string;
  readonly read: ReadPlan;
  readonly idHeader?: string;
  readonly time?: TimePlan;
  readonly hash: HashName;
  /** False: a bare hash of key and text. */
  readonly isKeyed: boolean;
  readonly key: KeyPlan;
  readonly encoding: 'hex' | 'base64' | 'base64url';
  readonly pieces: readonly Piece[];
}

/** The secret itself is sent. */
export interface TokenPlan {
  readonly kind: 'token';
  readonly name: string;
  readonly header: string;
}

/** No snippet: the scheme is better left to the provider's package. */
export interface NoPlan {
  readonly kind: 'package';
  readonly name: string;
  readonly text: string;
}

export type SnippetPlan = MacPlan | TokenPlan | NoPlan;

/** What a snippet has to do, from the dialect's facts. */
export function planSnippet(facts: DialectFacts): SnippetPlan {
  const { signature, name } = facts;
  const header = placeHeader(signature.place);
  if (signature.algorithm === 'token' && header !== undefined) {
    return { kind: 'token', name, header };
  }
  const read = readPlan(facts);
  const pieces = piecesOf(signature.signed);
  const key = keyPlan(facts);
  if (!isMac(signature.algorithm) || !header || !read || !pieces || !key) {
    return { kind: 'package', name, text: packageText(facts) };
  }
  const time = timePlan(signature.timestamp);
  return {
    kind: 'mac',
    name,
    header,
    read,
    pieces,
    key,
    hash: hashOf(signature.algorithm),
    isKeyed: signature.algorithm !== 'sha256',
    encoding: signature.encoding,
    ...(signature.idHeader === undefined ? {} : { idHeader: signature.idHeader }),
    ...(time ? { time } : {}),
  };
}

function readPlan({ signature: { place } }: DialectFacts): ReadPlan | undefined {
  switch (place.kind) {
    case 'header':
      return { kind: 'single', prefix: place.prefix };
    case 'list':
      return { kind: 'list', prefix: place.prefix };
    case 'method':
      return { kind: 'single', prefix: `${place.sends}=` };
    case 'pairs':
      return {
        kind: 'pairs',
        separator: place.separator,
        signatureKey: place.signatureKey,
        timestampKey: place.timestampKey,
      };
    default:
      return undefined;
  }
}

/** Undefined where the text is put together by more than joining. */
function piecesOf(signed: readonly SignedPart[]): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const part of signed) {
    if (part.kind === 'canonical' || (part.kind === 'url' && part.form !== 'as_sent')) {
      return undefined;
    }
    pieces.push(part.kind === 'literal' ? { kind: 'text', text: part.text } : { kind: part.kind });
  }
  return pieces;
}

function keyPlan({ key }: DialectFacts): KeyPlan | undefined {
  switch (key.form) {
    case 'utf8':
    case 'hex':
      return { form: key.form };
    case 'base64':
      return { form: 'base64', prefix: key.prefix };
    default:
      return undefined;
  }
}

function timePlan(timestamp: TimestampFacts | undefined): TimePlan | undefined {
  if (!timestamp || timestamp.place.kind === 'body' || timestamp.place.kind === 'parameter') {
    return undefined;
  }
  const { window } = timestamp;
  return {
    unit: timestamp.unit,
    ...(timestamp.place.kind === 'header' ? { header: timestamp.place.header } : {}),
    ...(window ? { pastMs: window.pastMs } : {}),
    ...(window && window.futureMs !== null ? { futureMs: window.futureMs } : {}),
  };
}

function hashOf(algorithm: MacAlgorithm): HashName {
  switch (algorithm) {
    case 'hmac-sha1':
      return 'sha1';
    case 'hmac-sha384':
      return 'sha384';
    case 'hmac-sha512':
      return 'sha512';
    case 'hmac-sha256':
    case 'sha256':
      return 'sha256';
  }
}

function packageText({ name, package: known, kind }: DialectFacts): string {
  if (kind === 'unsigned') {
    return `${name} signs nothing: compare the token that you agreed on.`;
  }
  return known
    ? `${name}'s scheme needs more than a digest. Use its own package: ${known.name}, ${known.call}.`
    : `${name}'s scheme needs more than a digest, and there is no package of its own: follow its documentation.`;
}
