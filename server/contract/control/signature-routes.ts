import { z } from 'zod';
import { ExplanationSchema } from '../explain.ts';
import { AttemptIdSchema, CaptureIdSchema, DeliveryIdSchema } from '../ids.ts';
import { defineRoutes } from '../route.ts';
import { DialectIdSchema, SecretSchema } from '../subscription.ts';

const DigestSchema = z.string().min(16).max(2000).describe('a value that your own code computed');

export const SnippetSchema = z.object({
  language: z.enum(['node', 'python', 'go', 'ruby', 'php', 'java', 'csharp']),
  name: z.string(),
  code: z.string(),
});

const WishSchema = z.object({
  digest: DigestSchema.optional(),
  dialect: DialectIdSchema.optional().describe('in place of the dialect that it is known by'),
  secret: SecretSchema.optional().describe('in place of the secrets that are known; not kept'),
  key: z.string().max(80).optional().describe('in place of the known keys: an id of `keys`'),
});

export const signatureRoutes = defineRoutes({
  verifySnippets: {
    method: 'GET',
    path: '/api/dialects/{id}/snippets',
    tag: 'Signatures',
    summary: 'Code that verifies a dialect, in seven languages, made from the facts that sign',
    status: 200,
    params: z.object({ id: DialectIdSchema }),
    reply: z.object({ items: z.array(SnippetSchema) }),
  },
  explainCapture: {
    method: 'POST',
    path: '/api/captures/{id}/explain',
    tag: 'Signatures',
    summary: "Why a capture's signature holds or fails; or which mistake yields a value",
    status: 200,
    params: z.object({ id: CaptureIdSchema }),
    body: WishSchema,
    isBodyOptional: true,
    reply: ExplanationSchema,
  },
  explainAttempt: {
    method: 'POST',
    path: '/api/deliveries/{id}/attempts/{attempt_id}/explain',
    tag: 'Signatures',
    summary: 'What an attempt of a delivery signed, part by part, and whether it holds',
    status: 200,
    params: z.object({ id: DeliveryIdSchema, attempt_id: AttemptIdSchema }),
    body: WishSchema,
    isBodyOptional: true,
    reply: ExplanationSchema,
  },
  explainRequest: {
    method: 'POST',
    path: '/api/verify',
    tag: 'Signatures',
    summary: 'Why the signature of a pasted raw HTTP request holds or fails',
    status: 200,
    body: z.object({
      dialect: DialectIdSchema,
      secret: SecretSchema,
      request_base64: z.string().max(1_000_000).describe('the raw HTTP request in base64'),
      url: z.string().max(2048).optional().describe('the URL that was signed, where it differs'),
      digest: DigestSchema.optional(),
    }),
    reply: ExplanationSchema,
  },
});
