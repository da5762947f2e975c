import { randomBytes } from 'node:crypto';

/** Closes the control listener. New at every launch, so that an old one is worth nothing. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}
