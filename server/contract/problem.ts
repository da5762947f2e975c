import { z } from 'zod';

/** Every code that a problem document of Hookbench can carry. Stable: clients switch on it. */
export const PROBLEM_CODES = [
  'malformed_request',
  'request_timeout',
  'headers_too_large',
  'expectation_failed',
  'invalid_json',
  'invalid_request',
  'unsupported_media_type',
  'body_too_large',
  'unauthorized',
  'forbidden_host',
  'forbidden_origin',
  'route_not_found',
  'method_not_allowed',
  'webhook_not_found',
  'ping_not_found',
  'trigger_hook_not_found',
  'unknown_event_type',
  'event_id_conflict',
  'invalid_url',
  'address_blocked',
  'reserved_header',
  'unknown_dialect',
  'invalid_secret',
  'invalid_policy',
  'invalid_filter',
  'invalid_import',
  'subscription_not_found',
  'event_not_found',
  'delivery_not_found',
  'capture_not_found',
  'rule_not_found',
  'inbox_not_found',
  'publisher_not_found',
  'replay_not_found',
  'burst_not_found',
  'view_not_found',
  'conflict',
  'not_pending',
  'upstream_failed',
  'storage_full',
  'rate_limited',
  'unavailable',
  'internal_error',
] as const;

/** Every code that an error on the wire may carry. */
export const ProblemCodeSchema = z.enum(PROBLEM_CODES);
export type ProblemCode = z.infer<typeof ProblemCodeSchema>;

/** One bad field: `path` as in `data.items[2].price`, empty for the body as a whole. */
export const FieldErrorSchema = z.object({ path: z.string(), message: z.string() });
export type FieldError = z.infer<typeof FieldErrorSchema>;

/** RFC 9457 problem document, sent as `application/problem+json`. */
export const ProblemSchema = z
  .object({
    type: z.string().describe('URN of the problem; ends in the code'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('what went wrong and the way out, in one or two sentences'),
    code: ProblemCodeSchema,
    errors: z.array(FieldErrorSchema).optional(),
    log_id: z.string().optional().describe('where the server log says more; internal errors only'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof ProblemSchema>;
