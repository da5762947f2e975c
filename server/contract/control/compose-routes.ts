import { z } from 'zod';
import { ComposedSentSchema, ComposeSchema, MAX_COMPOSED, PreviewSchema } from '../compose.ts';
import { EventTypeSchema } from '../event.ts';
import { ImportedTypesSchema, SampleNameSchema } from '../event-type-import.ts';
import { defineRoutes } from '../route.ts';
import { EventTypeNameSchema } from '../text.ts';

const SampleParams = z.object({ name: EventTypeNameSchema, sample: SampleNameSchema });

/** What the composer asks for: events with templates, samples of one's own, types from a description. */
export const composeRoutes = defineRoutes({
  previewEvent: {
    method: 'POST',
    path: '/api/events/preview',
    tag: 'Events',
    summary: 'What a composed event would be as sent, byte for byte; sends and stores nothing',
    status: 200,
    body: ComposeSchema,
    reply: PreviewSchema,
  },
  composeEvent: {
    method: 'POST',
    path: '/api/events/compose',
    tag: 'Events',
    summary: 'Publish a composed event, its template filled in anew for each of `times`',
    status: 202,
    body: ComposeSchema.extend({
      times: z.number().int().min(1).max(MAX_COMPOSED).default(1),
    }),
    reply: ComposedSentSchema,
  },
  saveSample: {
    method: 'PUT',
    path: '/api/event-types/{name}/samples/{sample}',
    tag: 'Events',
    summary: 'Save a payload as a sample of an event type; it may be a template',
    status: 200,
    params: SampleParams,
    body: z.object({ text: z.string().min(1).max(1_000_000) }),
    reply: EventTypeSchema,
  },
  deleteSample: {
    method: 'DELETE',
    path: '/api/event-types/{name}/samples/{sample}',
    tag: 'Events',
    summary: 'Remove a sample of your own',
    status: 204,
    params: SampleParams,
  },
  importEventTypes: {
    method: 'POST',
    path: '/api/event-types/import',
    tag: 'Events',
    summary: 'Add the event types that an OpenAPI, AsyncAPI or JSON Schema document describes',
    status: 200,
    body: z.object({
      text: z.string().min(1).max(8_000_000),
      is_dry_run: z.boolean().default(false),
    }),
    maxBodyBytes: 16 * 1024 * 1024,
    reply: ImportedTypesSchema,
  },
});
