import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeText } from './bytes.ts';
import type { DialectKey } from './dialect.ts';
import type { KeyFacts } from './facts.ts';
import { ed25519Private, ed25519Public, readPrivateKey, readPublicKey } from './key-pairs.ts';

/** A key ready for use; a fault says in one clause why it is not. */
export type PreparedKey =
  | { readonly kind: 'shared'; readonly bytes: Uint8Array }
  | { readonly kind: 'pair'; readonly privateKey?: KeyObject; readonly publicKey: KeyObject }
  | { readonly kind: 'fault'; readonly text: string };

/** Decoding a key costs more than one HMAC: each is decoded once. Bounded, so that strangers' keys cannot pile up. */
const MAX_PREPARED = 4096;
const prepared = new WeakMap<KeyFacts, Map<string, PreparedKey>>();

/** Decodes a key as the dialect wants it. Never throws; repeated calls are one map look-up. */
export function prepareKey(facts: KeyFacts, key: DialectKey): PreparedKey {
  let known = prepared.get(facts);
  if (!known) {
    known = new Map();
    prepared.set(facts, known);
  }
  const name = key.publicKey === undefined ? key.secret : `${key.secret}\n${key.publicKey}`;
  const hit = known.get(name);
  if (hit) {
    return hit;
  }
  const made = makePrepared(facts, key);
  if (known.size >= MAX_PREPARED) {
    known.clear();
  }
  known.set(name, made);
  return made;
}

function makePrepared(facts: KeyFacts, key: DialectKey): PreparedKey {
  switch (facts.form) {
    case 'utf8':
      return key.secret === ''
        ? fault('it is empty')
        : { kind: 'shared', bytes: Buffer.from(key.secret, 'utf8') };
    case 'base64':
      return base64Key(facts, key.secret);
    case 'hex': {
      const bytes = decodeText(key.secret, 'hex');
      return bytes ? { kind: 'shared', bytes } : fault('it is not hexadecimal');
    }
    case 'ed25519':
      return pairFrom(key, ed25519Reader(facts));
    case 'ecdsa-p256':
      return pairFrom(key, { readPrivate: readPrivateKey, readPublic: readPublicKey });
    case 'rfc9421':
      return rfc9421Key(key);
    case 'none':
      return { kind: 'shared', bytes: Buffer.from(key.secret, 'utf8') };
  }
}

function base64Key(facts: KeyFacts & { form: 'base64' }, secret: string): PreparedKey {
  const { prefix, bare } = facts;
  if (bare === 'utf8' && !secret.startsWith(prefix)) {
    return secret === '' ? fault('it is empty') : { kind: 'shared', bytes: Buffer.from(secret) };
  }
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  const bytes = decodeText(text, 'base64');
  return bytes ? { kind: 'shared', bytes } : fault(`what follows ${prefix} is not base64`);
}

interface PairReader {
  readPrivate(text: string): KeyObject;
  readPublic(text: string): KeyObject;
}

function ed25519Reader(facts: KeyFacts & { form: 'ed25519' }): PairReader {
  const bytesOf = (text: string, prefix: string) => {
    if (!text.startsWith(prefix)) {
      throw new RangeError(`it does not start with ${prefix}`);
    }
    const bytes = decodeText(text.slice(prefix.length), facts.text);
    if (!bytes) {
      throw new RangeError(`it is not ${facts.text}`);
    }
    return bytes;
  };
  return {
    readPrivate: (text) => {
      const bytes = bytesOf(text, facts.secretPrefix);
      // Without a prefix only the length tells a private key from a public one.
      if (facts.secretPrefix === '' && bytes.length !== 64) {
        throw new RangeError('it is not seed and public key');
      }
      return ed25519Private(bytes);
    },
    readPublic: (text) => ed25519Public(bytesOf(text, facts.publicPrefix)),
  };
}

/** A receiver often holds the public key only, given where the secret would stand: both are read. */
function pairFrom(key: DialectKey, reader: PairReader): PreparedKey {
  const privateKey = attempt(() => reader.readPrivate(key.secret));
  const publicText = key.publicKey ?? (privateKey ? undefined : key.secret);
  const publicKey =
    publicText === undefined
      ? privateKey && createPublicKey(privateKey)
      : attempt(() => reader.readPublic(publicText));
  if (!publicKey) {
    return fault('it is neither a private nor a public key of this dialect');
  }
  return privateKey ? { kind: 'pair', privateKey, publicKey } : { kind: 'pair', publicKey };
}

function rfc9421Key(key: DialectKey): PreparedKey {
  if (key.secret.includes('-----BEGIN') || key.publicKey?.includes('-----BEGIN')) {
    return pairFrom(key, { readPrivate: readPrivateKey, readPublic: readPublicKey });
  }
  const bytes = decodeText(key.secret, 'base64');
  return bytes ? { kind: 'shared', bytes } : fault('it is neither base64 nor a PEM key');
}

function attempt(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function fault(text: string): PreparedKey {
  return { kind: 'fault', text };
}
