import { z } from 'zod';
import { ScheduleSchema } from './policy.ts';
import { HttpUrlSchema } from './text.ts';

/** What is set while the program runs. Ports and folders belong to the configuration instead. */
export const SettingsSchema = z
  .object({
    exposee_public_url: HttpUrlSchema.nullable(),
    receiver_public_url: HttpUrlSchema.nullable(),
    receiver_exposee_url: HttpUrlSchema.nullable().describe(
      'whom /register-webhook calls; null: our own',
    ),
    exposee_api_key_set: z.boolean(),
    durability: z.enum(['process', 'disk']),
    default_schedule: ScheduleSchema,
    default_timeout_ms: z.number().int().min(100).max(120_000),
    capture_limit_bytes: z.number().int().min(1024),
    capture_limit_status: z.number().int().min(200).max(599),
    retention_captures: z.number().int().min(1),
    retention_bytes: z.number().int().min(1_000_000),
    retention_days: z.number().int().min(1).nullable(),
    allowed_private_hosts: z.array(z.string().max(253)).max(100),
    forward_urls: z
      .array(HttpUrlSchema)
      .max(10)
      .describe("the user's own app; [] forwards nothing"),
    forward_use_answer: z.boolean(),
    answers_challenges: z.boolean(),
    demo: z.enum(['offered', 'on', 'skipped']),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof SettingsSchema>;

/** What is left out stays as it is. */
export const SettingsChangeSchema = SettingsSchema.omit({ exposee_api_key_set: true, demo: true })
  .partial()
  .extend({ exposee_api_key: z.string().min(16).max(200).nullable().optional() });
export type SettingsChange = z.infer<typeof SettingsChangeSchema>;

/** What a signed probe through a public URL showed. */
export const ProbeSchema = z
  .object({
    url: z.string(),
    is_reachable: z.boolean(),
    status: z.number().int().nullable(),
    duration_ms: z.number().nullable(),
    text: z.string().describe('one sentence'),
    findings: z.array(z.object({ what: z.string(), is_ok: z.boolean(), text: z.string() })),
  })
  .meta({ id: 'Probe' });
export type Probe = z.infer<typeof ProbeSchema>;
