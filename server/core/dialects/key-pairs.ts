import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** RFC 8410: what stands before the 32 bytes in DER. */
const ED25519_PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const ED25519_PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_SIZE = 32;
const P256_SIZE = 32;

/** A private key from its 32-byte seed, or from seed and public key (64 bytes). Throws on another size. */
export function ed25519Private(bytes: Uint8Array): KeyObject {
  if (bytes.length !== ED25519_SIZE && bytes.length !== 2 * ED25519_SIZE) {
    throw new RangeError('an Ed25519 private key is 32 bytes, or 64 with its public key');
  }
  const der = Buffer.concat([ED25519_PRIVATE_HEAD, bytes.subarray(0, ED25519_SIZE)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** Throws on another size than 32 bytes. */
export function ed25519Public(bytes: Uint8Array): KeyObject {
  if (bytes.length !== ED25519_SIZE) {
    throw new RangeError('an Ed25519 public key is 32 bytes');
  }
  const der = Buffer.concat([ED25519_PUBLIC_HEAD, bytes]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

/** The 32 bytes of an Ed25519 public key. */
export function ed25519PublicBytes(key: KeyObject): Uint8Array {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return spki.subarray(ED25519_PUBLIC_HEAD.length);
}

/** A P-256 private key from 32 random bytes; tries again where they are no valid number. */
export function p256Private(random: (size: number) => Uint8Array): KeyObject {
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const scalar = Buffer.from(random(P256_SIZE));
    const curve = createECDH('prime256v1');
    try {
      curve.setPrivateKey(scalar);
    } catch {
      continue;
    }
    const point = curve.getPublicKey();
    return createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        d: scalar.toString('base64url'),
        x: point.subarray(1, 1 + P256_SIZE).toString('base64url'),
        y: point.subarray(1 + P256_SIZE).toString('base64url'),
      },
    });
  }
  throw new RangeError('eight draws in a row are no P-256 key: the random source is broken');
}

/** Reads a private key: PEM, or base64 of PKCS #8. Throws where it is none. */
export function readPrivateKey(text: string): KeyObject {
  if (text.includes('-----BEGIN')) {
    return createPrivateKey(text);
  }
  return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
}

/** Reads a public key: PEM, or base64 of SPKI. Throws where it is none. */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('-----BEGIN')) {
    return createPublicKey(text);
  }
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}
