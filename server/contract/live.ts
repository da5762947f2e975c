import { z } from 'zod';
import { CaptureSchema } from './capture.ts';
import { DeliverySchema, LedgerSchema } from './delivery.ts';

/**
 * The live stream: server-sent events on `/api/stream`. The SSE `id` is the frame's `seq`; sequence
 * numbers are contiguous. A client that sends `Last-Event-ID` gets what it missed, or one `gap`
 * frame where that is no longer kept: it then fetches its page anew. Every answer of the API names
 * the newest frame at the moment it was asked for in the header `Live-Seq`, and so does the stream: a
 * client that opens it at a later one than an answer that it holds has missed what lies between.
 */
export const LIVE_SEQ_HEADER = 'Live-Seq';

export const LiveStatsSchema = z.object({
  ledger: LedgerSchema,
  deliveries_per_s: z.number(),
  captures_per_s: z.number(),
  delivery_ms: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  stored_bytes: z.number().int(),
});
export type LiveStats = z.infer<typeof LiveStatsSchema>;

/** One frame of the live stream. */
export const LiveFrameSchema = z
  .discriminatedUnion('kind', [
    z.object({
      seq: z.number().int(),
      kind: z.literal('rows'),
      deliveries: z.array(DeliverySchema).describe('new or changed, oldest first'),
      captures: z.array(CaptureSchema).describe('new or changed, oldest first'),
      deleted_captures: z.array(z.string()),
      stats: LiveStatsSchema.nullable(),
    }),
    z.object({
      seq: z.number().int(),
      kind: z.literal('changed'),
      what: z.array(
        z.enum([
          'subscriptions',
          'rules',
          'inboxes',
          'settings',
          'publishers',
          'event_types',
          'tunnel',
          'state',
          'captures',
          'deliveries',
          'bursts',
          'views',
        ]),
      ),
    }),
    z.object({ seq: z.number().int(), kind: z.literal('gap'), from: z.number().int() }),
  ])
  .meta({ id: 'LiveFrame' });
export type LiveFrame = z.infer<typeof LiveFrameSchema>;
/** What the window has to fetch anew. */
export type ChangedThing = Extract<LiveFrame, { kind: 'changed' }>['what'][number];

/** What `/api/state` answers: who is listening where, and what is wrong with it. */
export const ListenerStateSchema = z.object({
  url: z.string().describe('as reachable from this computer'),
  public_url: z.string().nullable(),
  is_listening: z.boolean(),
  error: z.string().nullable(),
});
/** What the server is and where it listens, as the window shows it. */
export const StateSchema = z
  .object({
    version: z.string(),
    started_at: z.string(),
    pid: z.number().int(),
    data_folder: z.string(),
    control: ListenerStateSchema,
    exposee: ListenerStateSchema,
    receiver: ListenerStateSchema,
    storage: z.object({
      kind: z.enum(['embedded', 'redis']),
      is_full: z.boolean(),
      bytes: z.number(),
    }),
    warnings: z.array(z.object({ code: z.string(), text: z.string(), at: z.string() })),
    stats: LiveStatsSchema,
    seq: z.number().int().describe('the live stream stands here'),
  })
  .meta({ id: 'State' });
export type State = z.infer<typeof StateSchema>;
