import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { AppError } from '../errors.ts';
import { encodeBytes } from './bytes.ts';
import type { DialectKey } from './dialect.ts';
import type { KeyFacts, KeyRecipe } from './facts.ts';
import { ed25519Private, ed25519PublicBytes, p256Private } from './key-pairs.ts';
import { prepareKey } from './keys.ts';

const LETTERS_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The largest multiple of 62 in a byte: what lies above would favour the first letters. */
const FAIR_LIMIT = 248;
const RSA_BITS = 2048;

/** A new key in the dialect's own form. */
export function makeKey(facts: KeyFacts, random: (size: number) => Uint8Array): DialectKey {
  switch (facts.form) {
    case 'utf8':
      return { secret: facts.make.prefix + randomText(facts.make, random) };
    case 'base64':
      return { secret: facts.prefix + encodeBytes(random(facts.makeBytes), 'base64') };
    case 'hex':
      return { secret: encodeBytes(random(facts.makeBytes), 'hex').toUpperCase() };
    case 'ed25519': {
      const seed = random(32);
      const publicBytes = ed25519PublicBytes(ed25519Private(seed));
      const secretBytes = facts.secretPrefix === '' ? Buffer.concat([seed, publicBytes]) : seed;
      return {
        secret: facts.secretPrefix + encodeBytes(secretBytes, facts.text),
        publicKey: facts.publicPrefix + encodeBytes(publicBytes, facts.text),
      };
    }
    case 'ecdsa-p256':
      return derPair(p256Private(random));
    case 'rfc9421':
      return { secret: encodeBytes(random(64), 'base64') };
    case 'none':
      return { secret: encodeBytes(random(24), 'base64url') };
  }
}

/** A key pair in PEM for RFC 9421. RSA keys come from node:crypto's own randomness: no seed can be given. */
export function makePemPair(
  type: 'ed25519' | 'ecdsa-p256' | 'rsa',
  random: (size: number) => Uint8Array,
): DialectKey {
  if (type === 'ed25519') {
    return pemPair(ed25519Private(random(32)));
  }
  if (type === 'ecdsa-p256') {
    return pemPair(p256Private(random));
  }
  return pemPair(generateKeyPairSync('rsa', { modulusLength: RSA_BITS }).privateKey);
}

/** Takes a key given by a user. Throws AppError `invalid_secret`; its text never holds the key. */
export function takeKey(dialectName: string, facts: KeyFacts, secret: string): DialectKey {
  // A text key is used to the letter, so a stray newline must not slip in; elsewhere it means nothing.
  const text = facts.form === 'utf8' ? secret : secret.trim();
  const key = prepareKey(facts, { secret: text });
  const complaint = key.kind === 'fault' ? key.text : sizeFault(facts, text, key);
  if (complaint !== undefined) {
    const detail = `secret: ${dialectName} takes ${describeKeyForm(facts)}; ${complaint}.`;
    throw new AppError('invalid_secret', detail, [{ path: 'secret', message: complaint }]);
  }
  if (key.kind === 'pair') {
    return { secret: text, publicKey: publicText(facts, key.publicKey) };
  }
  return { secret: text };
}

function sizeFault(
  facts: KeyFacts,
  text: string,
  key: ReturnType<typeof prepareKey>,
): string | undefined {
  if (facts.form === 'utf8') {
    const { minLength = 1, maxLength = 4096 } = facts;
    if (text !== text.trim()) {
      return 'this one starts or ends with a blank or a line break: leave it out';
    }
    const isFine = text.length >= minLength && text.length <= maxLength;
    return isFine ? undefined : `this one has ${text.length} characters`;
  }
  if (facts.form === 'base64' && key.kind === 'shared') {
    const size = key.bytes.byteLength;
    return size >= facts.minBytes && size <= facts.maxBytes
      ? undefined
      : `this one decodes to ${size} bytes`;
  }
  return undefined;
}

/** What a key looks like, as a clause: "whsec_ and base64 of 24 to 64 bytes". */
export function describeKeyForm(facts: KeyFacts): string {
  switch (facts.form) {
    case 'utf8':
      return `a text of ${facts.minLength ?? 1} to ${facts.maxLength ?? 4096} characters, used as it is (UTF-8, nothing decoded)`;
    case 'base64':
      return `${facts.prefix} and base64 of ${facts.minBytes} to ${facts.maxBytes} bytes, decoded`;
    case 'hex':
      return 'hexadecimal digits, decoded to bytes';
    case 'ed25519':
      return facts.secretPrefix === ''
        ? 'an Ed25519 key: 128 hexadecimal digits (seed and public key) to sign, 64 (the public key) to verify'
        : `an Ed25519 key: ${facts.secretPrefix} and ${facts.text} of 32 bytes to sign, ${facts.publicPrefix} and ${facts.text} of 32 bytes to verify`;
    case 'ecdsa-p256':
      return 'an ECDSA P-256 key: base64 PKCS #8 (or PEM) to sign, base64 SPKI (or PEM) to verify';
    case 'rfc9421':
      return 'base64 of a shared key for hmac-sha256, or a PEM key (Ed25519, P-256 or RSA)';
    case 'none':
      return 'any text (nothing is signed)';
  }
}

function randomText(recipe: KeyRecipe, random: (size: number) => Uint8Array): string {
  if (recipe.alphabet !== 'letters_digits') {
    return encodeBytes(random(recipe.size), recipe.alphabet);
  }
  let text = '';
  while (text.length < recipe.size) {
    for (const byte of random(recipe.size)) {
      if (byte < FAIR_LIMIT && text.length < recipe.size) {
        text += LETTERS_DIGITS.charAt(byte % LETTERS_DIGITS.length);
      }
    }
  }
  return text;
}

function publicText(facts: KeyFacts, key: KeyObject): string {
  if (facts.form === 'ed25519') {
    const spki = key.export({ format: 'der', type: 'spki' });
    return facts.publicPrefix + encodeBytes(spki.subarray(-32), facts.text);
  }
  return facts.form === 'ecdsa-p256'
    ? key.export({ format: 'der', type: 'spki' }).toString('base64')
    : key.export({ format: 'pem', type: 'spki' }).toString();
}

function derPair(key: KeyObject): DialectKey {
  return {
    secret: key.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

function pemPair(key: KeyObject): DialectKey {
  return {
    secret: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString(),
  };
}
