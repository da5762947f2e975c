import { z } from 'zod';

/** What every list takes. `filter` is the filter language: `event:payment_* status:5xx`. */
export const ListQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  cursor: z.string().max(200).optional(),
  filter: z.string().max(2000).optional(),
});
export type ListQuery = z.infer<typeof ListQuerySchema>;

/** What every list answers, newest first. `total` counts all that the filter matches. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int() });
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
  total: number;
}
