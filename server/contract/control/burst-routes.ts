import { z } from 'zod';
import { BurstCreateSchema, BurstDetailSchema, BurstSchema } from '../burst.ts';
import { BurstIdSchema } from '../ids.ts';
import { defineRoutes } from '../route.ts';

const ById = z.object({ id: BurstIdSchema });

export const burstRoutes = defineRoutes({
  listBursts: {
    method: 'GET',
    path: '/api/bursts',
    tag: 'Burst',
    summary: 'The one that runs and the last finished ones, newest first',
    status: 200,
    reply: z.object({ items: z.array(BurstSchema) }),
  },
  startBurst: {
    method: 'POST',
    path: '/api/bursts',
    tag: 'Burst',
    summary: 'Send many events at a rate; one burst at a time',
    status: 201,
    body: BurstCreateSchema,
    reply: BurstDetailSchema,
  },
  getBurst: {
    method: 'GET',
    path: '/api/bursts/{id}',
    tag: 'Burst',
    summary: 'How far it is, with the figures of each stretch of time',
    status: 200,
    params: ById,
    reply: BurstDetailSchema,
  },
  stopBurst: {
    method: 'DELETE',
    path: '/api/bursts/{id}',
    tag: 'Burst',
    summary: 'Send nothing more; what is not delivered yet is cancelled',
    status: 200,
    params: ById,
    reply: BurstDetailSchema,
  },
});
