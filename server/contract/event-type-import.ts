import { z } from 'zod';

/** A sample's name, as the person types it. */
export const SampleNameSchema = z
  .string()
  .trim()
  .min(1, 'a name')
  .max(60, 'at most 60 characters')
  .regex(/^[^\p{Cc}/]+$/u, 'a name without line breaks and slashes');

/** What was found in a document and what became of it. */
export const ImportedTypesSchema = z.object({
  format: z.enum(['openapi', 'asyncapi', 'json_schema']),
  items: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(['added', 'replaced', 'kept']),
      note: z.string().nullable().describe('why it was kept, or what was left out'),
    }),
  ),
});
export type ImportedTypes = z.infer<typeof ImportedTypesSchema>;
