import { z } from 'zod';
import { FILTER_KEYS } from '../filter-keys.ts';
import { SavedViewIdSchema } from '../ids.ts';
import { defineRoutes } from '../route.ts';
import { SavedViewChangeSchema, SavedViewCreateSchema, SavedViewSchema } from '../saved-view.ts';

const ById = z.object({ id: SavedViewIdSchema });

/** What all lists have alike: named views, and why a filter shows nothing. */
export const listRoutes = defineRoutes({
  listViews: {
    method: 'GET',
    path: '/api/views',
    tag: 'Views',
    summary: 'Named views of lists, by name',
    status: 200,
    reply: z.object({ items: z.array(SavedViewSchema) }),
  },
  createView: {
    method: 'POST',
    path: '/api/views',
    tag: 'Views',
    summary: 'Save a filter, an order and columns under a name',
    status: 201,
    body: SavedViewCreateSchema,
    reply: SavedViewSchema,
  },
  changeView: {
    method: 'PATCH',
    path: '/api/views/{id}',
    tag: 'Views',
    summary: 'Rename it, or change what it shows',
    status: 200,
    params: ById,
    body: SavedViewChangeSchema,
    reply: SavedViewSchema,
  },
  deleteView: {
    method: 'DELETE',
    path: '/api/views/{id}',
    tag: 'Views',
    summary: 'Forget it; what it shows stays',
    status: 204,
    params: ById,
  },
  listFilterValues: {
    method: 'GET',
    path: '/api/filter-values',
    tag: 'Views',
    summary: 'Values of a filter key in stored rows, the most frequent first',
    status: 200,
    query: z.object({
      list: z.enum(['captures', 'deliveries', 'traces']),
      key: z.enum(FILTER_KEYS.map(({ key }) => key)),
      text: z.string().max(200).default('').describe('only values that contain it'),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({
      items: z.array(
        z.object({
          value: z.string(),
          count: z
            .number()
            .int()
            .nullable()
            .describe('rows that have it; null for traces, which are not counted by value'),
        }),
      ),
      counted: z.number().int().describe('so many rows were looked at, the newest ones'),
      total: z.number().int().describe('so many are stored'),
    }),
  },
  explainEmptyFilter: {
    method: 'GET',
    path: '/api/filter-hints',
    tag: 'Views',
    summary: 'How many rows a filter would match without each of its terms',
    status: 200,
    query: z.object({
      list: z.enum(['captures', 'deliveries', 'traces']),
      filter: z.string().min(1).max(2000),
    }),
    reply: z.object({
      items: z
        .array(
          z.object({
            token: z.string().describe('the term to drop'),
            filter: z.string().describe('the filter without it'),
            total: z.number().int(),
            is_exact: z.boolean().describe('false: at least so many'),
          }),
        )
        .describe('terms without which something matches, fewest rows first'),
    }),
  },
});
