import type { signatureRoutes } from '../../contract/control/signature-routes.ts';
import { verifySnippets } from '../../core/snippets/snippets.ts';
import { type ExplainAttemptDeps, explainAttempt } from '../../flows/explain-attempt.ts';
import { type ExplainDeps, explainCapture, explainRequest } from '../../flows/explain-capture.ts';
import { getDialect } from '../../flows/subscription-keys.ts';
import type { Handlers } from '../bind-routes.ts';

export function createSignatureHandlers(
  deps: ExplainDeps & ExplainAttemptDeps,
): Handlers<typeof signatureRoutes> {
  return {
    verifySnippets: ({ params }) => ({ items: verifySnippets(getDialect(params.id, 'id').facts) }),
    explainCapture: ({ params, body }) => explainCapture(deps, params.id, body ?? {}),
    explainAttempt: ({ params, body }) => explainAttempt(deps, params, body ?? {}),
    explainRequest: ({ body }) =>
      explainRequest(deps, {
        dialect: body.dialect,
        secret: body.secret,
        requestBytes: Buffer.from(body.request_base64, 'base64'),
        url: body.url,
        digest: body.digest,
      }),
  };
}
