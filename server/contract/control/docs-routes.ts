import { z } from 'zod';
import { defineRoutes } from '../route.ts';
import { RawHeadersSchema } from '../text.ts';

/** What the answer of the exposee was, for the page that tries its routes. */
export const TriedSchema = z.object({
  status: z.number().int(),
  headers: RawHeadersSchema,
  body_text: z.string().describe('secrets in it are blanked'),
  is_cut: z.boolean().describe('the body is longer than what is given here'),
  duration_ms: z.number(),
});

export const docsRoutes = defineRoutes({
  tryExposee: {
    method: 'POST',
    path: '/api/docs/try',
    tag: 'Docs',
    summary: 'Call a route of our own exposee, as an integrator does; its API key is added',
    status: 200,
    body: z.object({
      method: z.enum(['GET', 'POST', 'DELETE']),
      path: z.string().startsWith('/').max(2000).describe('a route of the exposee, with its query'),
      body_text: z.string().max(1_000_000).optional(),
    }),
    reply: TriedSchema,
  },
  exportOpenApi: {
    method: 'GET',
    path: '/api/docs/openapi/{format}',
    tag: 'Docs',
    summary: "The exposee's OpenAPI 3.1 as a file",
    status: 200,
    params: z.object({ format: z.enum(['json', 'yaml']) }),
    reply: z.string(),
    replyType: 'text/plain',
  },
});
