import { z } from 'zod';
import { LedgerSchema } from '../delivery.ts';
import { EraseSchema, EraseScopeSchema } from '../erase.ts';
import { StateSchema } from '../live.ts';
import { defineRoutes } from '../route.ts';
import { ProbeSchema, SettingsChangeSchema, SettingsSchema } from '../settings.ts';
import { DialectInfoSchema } from '../signature.ts';

export const workbenchRoutes = defineRoutes({
  getState: {
    method: 'GET',
    path: '/api/state',
    tag: 'Workbench',
    summary: 'Who listens where, what is stored, and what is wrong',
    status: 200,
    reply: StateSchema,
  },
  getLedger: {
    method: 'GET',
    path: '/api/ledger',
    tag: 'Workbench',
    summary: 'The accounts: they balance at every moment',
    status: 200,
    reply: LedgerSchema,
  },
  getSettings: {
    method: 'GET',
    path: '/api/settings',
    tag: 'Workbench',
    summary: 'The settings in force',
    status: 200,
    reply: SettingsSchema,
  },
  changeSettings: {
    method: 'PATCH',
    path: '/api/settings',
    tag: 'Workbench',
    summary: 'Change any of them',
    status: 200,
    body: SettingsChangeSchema,
    reply: SettingsSchema,
  },
  restoreApiKey: {
    method: 'POST',
    path: '/api/settings/restore-api-key',
    tag: 'Workbench',
    summary:
      'Give the exposee the API key that it had before the last change, or none where it had none; remembered until the server stops',
    status: 200,
    reply: SettingsSchema,
  },
  createSession: {
    method: 'POST',
    path: '/api/session',
    tag: 'Workbench',
    summary: 'Trade the one-time code of the printed address for the token; needs no token itself',
    status: 200,
    body: z.object({ code: z.string().min(1).max(200) }),
    reply: z.object({ token: z.string() }),
  },
  startDemo: {
    method: 'POST',
    path: '/api/demo',
    tag: 'Workbench',
    summary:
      'Create the demo, an inbox and a subscription that points at it, or put back the one that was removed',
    status: 200,
    reply: z.object({ subscription_id: z.string(), inbox_id: z.string() }),
  },
  skipDemo: {
    method: 'DELETE',
    path: '/api/demo',
    tag: 'Workbench',
    summary: 'Remove the demo; it is remembered until the server stops',
    status: 204,
  },
  eraseData: {
    method: 'POST',
    path: '/api/erase',
    tag: 'Workbench',
    summary:
      'Erase for good what is stored; the servers begin anew on the same addresses, and started_at of the state tells when they have',
    status: 202,
    body: EraseSchema,
    reply: z.object({ scope: EraseScopeSchema }),
  },
  testPublicUrl: {
    method: 'POST',
    path: '/api/public-url/test',
    tag: 'Workbench',
    summary: 'Send a signed probe through a public URL and say what came back',
    status: 200,
    body: z.object({ role: z.enum(['exposee', 'receiver']) }),
    reply: ProbeSchema,
  },
  listDialects: {
    method: 'GET',
    path: '/api/dialects',
    tag: 'Signatures',
    summary: 'Every dialect with its headers and how it signs',
    status: 200,
    reply: z.object({ items: z.array(DialectInfoSchema) }),
  },
});
