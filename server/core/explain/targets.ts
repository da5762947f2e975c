import type { RawHeaders } from '../../contract/text.ts';
import { decodeText } from '../dialects/bytes.ts';
import type { SignatureEncoding } from '../dialects/facts.ts';

/** A value that could be a digest or signature, decoded in each way that its letters allow. */
export interface Target {
  readonly bytes: Buffer;
  readonly encoding: SignatureEncoding;
  readonly isUpperHex: boolean;
  readonly isUnpadded: boolean;
  /** As it stands in the text, without prefix. */
  readonly text: string;
  /** What stands directly in front of it: `v1,`, `sha256=`. */
  readonly prefix: string;
  /** The header's name in lower case; empty for a value that was pasted. */
  readonly header: string;
}

/** Lengths of SHA-1, SHA-256, SHA-384 and SHA-512 digests; Ed25519 signatures have 64 bytes too. */
const DIGEST_LENGTHS = new Set([20, 32, 48, 64]);
const MAX_TARGETS = 64;

/** Every value in these headers that has the length of a digest. */
export function targetsInHeaders(headers: RawHeaders, names: ReadonlySet<string>): Target[] {
  const targets: Target[] = [];
  for (const [name, value] of headers) {
    const header = name.toLowerCase();
    if (names.has(header)) {
      targets.push(...targetsInText(value, header));
    }
  }
  return targets.slice(0, MAX_TARGETS);
}

/** Every value in a pasted text that has the length of a digest. */
export function targetsInText(text: string, header = ''): Target[] {
  const targets: Target[] = [];
  const whole = text.replace(/\s+/g, '');
  const pieces = [
    // `v1,…` stays whole, `t=…,v1=…` comes apart; values merged by a comma come apart last.
    ...text.split(/[\s;]+|,\s*(?=[\w-]{1,20}=[^=])/),
    ...text.split(/[\s;,]+/),
    ...(whole === text ? [] : [whole]),
  ];
  for (const piece of pieces) {
    for (const [prefix, value] of splits(piece)) {
      targets.push(...decoded(value, { prefix, header }));
    }
  }
  return targets.filter(({ bytes }) => DIGEST_LENGTHS.has(bytes.length) || isDer(bytes));
}

/** An ECDSA P-256 signature as DER writes it: a sequence of two integers. */
function isDer(bytes: Buffer): boolean {
  return bytes.length >= 66 && bytes.length <= 72 && bytes[0] === 0x30;
}

/** `v1=abc=` is tried whole and after each of the first two separators; `=` at the end is padding. */
function splits(piece: string): [prefix: string, value: string][] {
  const found: [string, string][] = [['', piece]];
  const cut = /^([A-Za-z][\w-]{0,20}[=,:])(.+)$/.exec(piece);
  if (cut?.[1] && cut[2]) {
    found.push([cut[1], cut[2].replace(/^:|:$/g, '')]);
  }
  return found;
}

function decoded(text: string, where: { prefix: string; header: string }): Target[] {
  const targets: Target[] = [];
  const encodings: SignatureEncoding[] = ['hex', 'base64', 'base64url'];
  for (const encoding of encodings) {
    const bytes = decodeText(text, encoding);
    const isRepeated = encoding === 'base64url' && !/[-_]/.test(text) && /[+/]|=$/.test(text);
    if (bytes && !isRepeated) {
      targets.push({
        ...where,
        bytes: Buffer.from(bytes),
        encoding,
        isUpperHex: encoding === 'hex' && /[A-F]/.test(text),
        isUnpadded: encoding === 'base64' && text.length % 4 !== 0,
        text,
      });
    }
  }
  return targets;
}
