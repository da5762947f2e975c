import { z } from 'zod';
import { SavedViewIdSchema } from './ids.ts';

export const LIST_NAMES = ['inbox', 'deliveries', 'traces'] as const;
export type ListName = (typeof LIST_NAMES)[number];

/** A list as someone wants to see it again: what is filtered, in which order, in which columns. */
export const SavedViewSchema = z
  .object({
    id: SavedViewIdSchema,
    list: z.enum(LIST_NAMES),
    name: z.string().trim().min(1, 'a name is required').max(60),
    filter: z.string().max(2000),
    sort: z
      .string()
      .max(40)
      .describe('a column, with - in front for descending; empty: newest first'),
    columns: z.object({
      widths: z.record(z.string().max(40), z.number().int().min(40).max(4000)),
      hidden: z.array(z.string().max(40)).max(40),
      shown: z.array(z.string().max(40)).max(40).optional().describe('of those hidden at first'),
    }),
  })
  .meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof SavedViewSchema>;

/** With the id of a view that was deleted it is that view again, so that links to it hold. */
export const SavedViewCreateSchema = SavedViewSchema.partial({
  id: true,
  sort: true,
  columns: true,
});
export const SavedViewChangeSchema = SavedViewSchema.omit({ id: true, list: true }).partial();
