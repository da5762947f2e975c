import { constants, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { decodeText } from './bytes.ts';

/** The algorithms of RFC 9421, section 3.3. */
type Algorithm =
  | 'hmac-sha256'
  | 'ed25519'
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'rsa-pss-sha512'
  | 'rsa-v1_5-sha256';

/** The algorithm that a key signs with; `stated` chooses between the two of RSA. */
export function algorithmOf(key: KeyObject | undefined, stated?: string): Algorithm {
  switch (key?.asymmetricKeyType) {
    case undefined:
      return 'hmac-sha256';
    case 'ed25519':
      return 'ed25519';
    case 'ec':
      return key?.asymmetricKeyDetails?.namedCurve === 'secp384r1'
        ? 'ecdsa-p384-sha384'
        : 'ecdsa-p256-sha256';
    default:
      return stated === 'rsa-v1_5-sha256' ? stated : 'rsa-pss-sha512';
  }
}

function keyOptions(algorithm: Algorithm, key: KeyObject) {
  switch (algorithm) {
    case 'ecdsa-p256-sha256':
    case 'ecdsa-p384-sha384':
      return { key, dsaEncoding: 'ieee-p1363' as const };
    case 'rsa-pss-sha512':
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
    default:
      return { key };
  }
}

const DIGESTS: Record<Algorithm, string | null> = {
  'hmac-sha256': 'sha256',
  ed25519: null,
  'ecdsa-p256-sha256': 'sha256',
  'ecdsa-p384-sha384': 'sha384',
  'rsa-pss-sha512': 'sha512',
  'rsa-v1_5-sha256': 'sha256',
};

/** Throws TypeError without a private key. */
export function signPair(
  algorithm: Algorithm,
  bytes: Uint8Array,
  key: KeyObject | undefined,
): Uint8Array {
  if (!key) {
    throw new TypeError('a key without its private half was let through');
  }
  return signBytes(DIGESTS[algorithm], bytes, keyOptions(algorithm, key));
}

/** Whether the signature fits; false where the sender states another algorithm than the key's. */
export function verifyPair(
  key: KeyObject,
  stated: string | undefined,
  bytes: Uint8Array,
  entry: string,
): boolean {
  const algorithm = algorithmOf(key, stated);
  const signature = decodeText(entry, 'base64');
  return (
    signature !== undefined &&
    (stated ?? algorithm) === algorithm &&
    verifyBytes(DIGESTS[algorithm], bytes, keyOptions(algorithm, key), signature)
  );
}
