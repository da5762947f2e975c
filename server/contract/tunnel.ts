import { z } from 'zod';
import { HttpUrlSchema, InstantSchema } from './text.ts';

/** Tunnel programs that Hookbench can start where they are installed. */
export const TunnelPresetSchema = z.enum(['cloudflared', 'ngrok', 'localtunnel', 'ssh']);
export type TunnelPreset = z.infer<typeof TunnelPresetSchema>;

/** Which program is to make a public URL, and for which role. */
export const TunnelStartSchema = z.object({
  preset: TunnelPresetSchema,
  role: z.enum(['exposee', 'receiver']).default('receiver'),
  ssh_host: z
    .string()
    .max(253)
    // Never a dash first: ssh would take it for an option.
    .regex(/^([A-Za-z0-9_.][A-Za-z0-9_.-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*$/, 'a host, or user@host')
    .optional()
    .describe('ssh only: the tunnel host, localhost.run if left out'),
  ssh_port: z.number().int().min(1).max(65_535).optional(),
  server_url: HttpUrlSchema.optional().describe('localtunnel only: a server of your own'),
  subdomain: z
    .string()
    .max(63)
    .regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and -')
    .optional()
    .describe('localtunnel only: the name asked for'),
});
export type TunnelStart = z.infer<typeof TunnelStartSchema>;

/** How far a tunnel has come. */
export const TunnelStateSchema = z
  .object({
    state: z.enum(['off', 'starting', 'up', 'waiting']),
    text: z
      .string()
      .describe('one sentence: what it does now, and what to do where it does not work'),
    preset: TunnelPresetSchema.nullable(),
    role: z.enum(['exposee', 'receiver']).nullable(),
    url: z.string().nullable(),
    previous_url: z
      .string()
      .nullable()
      .describe('the public URL before this one, where it changed'),
    registered_under_previous: z.number().int().describe('subscriptions that still use it'),
    since: InstantSchema.nullable(),
    restarts: z.number().int(),
    next_start_at: InstantSchema.nullable(),
    output: z.array(z.string()).describe('the last lines that the program wrote'),
    presets: z.array(
      z.object({ preset: TunnelPresetSchema, is_installed: z.boolean(), text: z.string() }),
    ),
  })
  .meta({ id: 'TunnelState' });
export type TunnelState = z.infer<typeof TunnelStateSchema>;
