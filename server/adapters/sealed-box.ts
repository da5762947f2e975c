import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedBox } from '../ports.ts';

/**
 * Secrets at rest: AES-256-GCM, a fresh 96-bit nonce for each seal, the tag kept in full. The form
 * is `v1.` and base64url of nonce, tag and ciphertext; the version is authenticated with them.
 */
const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Throws RangeError where the key is not 32 bytes. */
export function createSealedBox(keyBytes: Uint8Array): SealedBox {
  if (keyBytes.length !== KEY_BYTES) {
    throw new RangeError(`the key that seals secrets must be ${KEY_BYTES} bytes`);
  }
  const key = Buffer.from(keyBytes);
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(VERSION));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const packed = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
      return `${VERSION}.${packed.toString('base64url')}`;
    },
    open(sealed) {
      try {
        return open(key, sealed);
      } catch {
        throw new Error('a secret was sealed with another key, or its record was changed');
      }
    },
  };
}

function open(key: Buffer, sealed: string): string {
  const [version, packedText] = sealed.split('.');
  if (version !== VERSION || packedText === undefined) {
    throw new Error('unknown form');
  }
  const packed = Buffer.from(packedText, 'base64url');
  const nonce = packed.subarray(0, NONCE_BYTES);
  const tag = packed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(version))
    .setAuthTag(tag);
  const text = decipher.update(packed.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
