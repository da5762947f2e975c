import { z } from 'zod';

/** What every list takes. `filter` is the filter language: `event:payment_* status:5xx`. */
export const ListQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  cursor: z.string().max(1000).optional(),
  filter: z.string().max(2000).optional(),
});
export type ListQuery = z.infer<typeof ListQuerySchema>;

/** Columns by which lists can be ordered; `sort` takes one, with `-` in front for descending. */
export const CAPTURE_SORT_COLUMNS = [
  'time',
  'from',
  'event',
  'signature',
  'answer',
  'size',
  'duration',
] as const;
export const DELIVERY_SORT_COLUMNS = [
  'time',
  'event',
  'to',
  'result',
  'attempts',
  'duration',
] as const;
export const TRACE_SORT_COLUMNS = ['time', 'event', 'sent'] as const;

/** What a list takes that can be ordered by its columns. */
export function sortedListQuery<const Column extends string>(columns: readonly Column[]) {
  const orders = columns.flatMap((column) => [column, `-${column}` as const]);
  return ListQuerySchema.extend({
    sort: z
      .enum(orders)
      .optional()
      .describe('a column, with - in front for descending; newest first where it is left out'),
  });
}

/** The order that a text names, where the list has it. */
export function findSort<const Column extends string>(
  columns: readonly Column[],
  text: string | undefined,
): Column | `-${Column}` | undefined {
  return columns.flatMap((one) => [one, `-${one}` as const]).find((one) => one === text);
}

/** What every list answers, newest first. `total` counts all that the filter matches. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int() });
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
  total: number;
}
