import { z } from 'zod';
import { BurstIdSchema } from './ids.ts';
import { InstantSchema } from './text.ts';

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
    collapse: z
      .enum(['burst'])
      .optional()
      .describe(
        'rows of a burst become one of `runs`; not in the order of a column, nor with Redis, where no `runs` are answered',
      ),
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

/** The rows of one burst as one row. */
export const RunRowSchema = z
  .object({
    id: BurstIdSchema,
    number: z.number().int().describe('of its first row, at whose place it stands'),
    event_type: z.string().nullable(),
    count: z.number().int().describe('rows that the filter matches, on whatever page'),
    good: z.number().int().describe('delivered; of captures: answered 2xx'),
    bad: z.number().int().describe('failed; of captures: answered otherwise'),
    open: z.number().int().describe('pending; of captures: without an answer yet'),
    cancelled: z.number().int(),
    first_at: InstantSchema,
    last_at: InstantSchema,
  })
  .meta({ id: 'RunRow' });
export type RunRow = z.infer<typeof RunRowSchema>;

/** As `pageOf`, with the runs that stand between the items where `collapse` asks for them. */
export function collapsiblePageOf<Item extends z.ZodType>(item: Item) {
  return pageOf(item).extend({
    runs: z.array(RunRowSchema).optional(),
    lines: z.number().int().optional().describe('rows and runs on all pages together'),
  });
}

/** Values of a filter key, the most frequent first, out of so many rows. */
export interface ValueCounts {
  items: { value: string; count: number }[];
  counted: number;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
  total: number;
  runs?: RunRow[];
  lines?: number;
  /** Where `valuesOf` asks for them. */
  values?: ValueCounts;
}
