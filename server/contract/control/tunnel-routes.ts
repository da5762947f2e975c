import { z } from 'zod';
import { defineRoutes } from '../route.ts';
import { ProbeSchema } from '../settings.ts';
import { HttpUrlSchema } from '../text.ts';
import { TunnelStartSchema, TunnelStateSchema } from '../tunnel.ts';

/** The public URL: an installed tunnel program as a child process, and the doctor that examines the path. */
export const tunnelRoutes = defineRoutes({
  getTunnel: {
    method: 'GET',
    path: '/api/tunnel',
    tag: 'Public URL',
    summary: 'What the tunnel does, and which presets are installed',
    status: 200,
    reply: TunnelStateSchema,
  },
  startTunnel: {
    method: 'PUT',
    path: '/api/tunnel',
    tag: 'Public URL',
    summary: 'Start a tunnel program; it is watched and started again when it ends',
    status: 200,
    body: TunnelStartSchema,
    reply: TunnelStateSchema,
  },
  stopTunnel: {
    method: 'DELETE',
    path: '/api/tunnel',
    tag: 'Public URL',
    summary: 'Stop it',
    status: 200,
    reply: TunnelStateSchema,
  },
  moveRegistrations: {
    method: 'POST',
    path: '/api/tunnel/move-registrations',
    tag: 'Public URL',
    summary: 'Give the new public URL to subscriptions that were registered under the previous one',
    status: 200,
    reply: z.object({ moved: z.number().int() }),
  },
  diagnoseTunnel: {
    method: 'POST',
    path: '/api/tunnel/diagnose',
    tag: 'Public URL',
    summary:
      'Send signed probes through a public URL of the receiver and name what the path changes',
    status: 200,
    body: z.object({ url: HttpUrlSchema.optional().describe('the one in force if left out') }),
    reply: ProbeSchema,
  },
});
