import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { MacAlgorithm } from './facts.ts';

/** Starts a keyed digest that takes its message in pieces. */
export function startMac(algorithm: MacAlgorithm, keyBytes: Uint8Array): Hmac | Hash {
  switch (algorithm) {
    case 'hmac-sha256':
      return createHmac('sha256', keyBytes);
    case 'hmac-sha1':
      return createHmac('sha1', keyBytes);
    case 'hmac-sha384':
      return createHmac('sha384', keyBytes);
    case 'hmac-sha512':
      return createHmac('sha512', keyBytes);
    case 'sha256':
      return createHash('sha256').update(keyBytes);
  }
}

/** Whether the algorithm is a keyed digest, so that a checker can recompute it. */
export function isMac(algorithm: string): algorithm is MacAlgorithm {
  return algorithm.startsWith('hmac-') || algorithm === 'sha256';
}
