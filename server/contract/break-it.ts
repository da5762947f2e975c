import { z } from 'zod';

/** Ways to send something wrong on purpose, each one a well-known mistake. */
export const BreakItSchema = z
  .enum(['wrong_signature', 'stale_time', 'duplicate', 'no_header', 'crlf'])
  .array()
  .max(5);
