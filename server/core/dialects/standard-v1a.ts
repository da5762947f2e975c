import { createDialect } from './engine.ts';
import { standardSignature } from './presets.ts';
import { standard } from './standard.ts';

/** Standard Webhooks, version 1a: Ed25519, so that receivers hold a public key only. */
export const standardV1a = createDialect({
  ...standard.facts,
  id: 'standard-v1a',
  name: 'Standard Webhooks v1a',
  kind: 'asymmetric',
  signature: {
    ...standardSignature('webhook'),
    algorithm: 'ed25519',
    comparison: 'decoded',
    place: { kind: 'list', header: 'webhook-signature', prefix: 'v1a,' },
  },
  key: { form: 'ed25519', text: 'base64', secretPrefix: 'whsk_', publicPrefix: 'whpk_' },
  docsNote:
    'The headers and signed bytes of version 1 with an Ed25519 signature. A private key of 64 bytes (seed and public key) is read too.',
  package: {
    name: null,
    call: 'none: neither standardwebhooks nor svix on npm verifies v1a',
    notes: [
      {
        when: 'always',
        text: 'Neither standardwebhooks nor svix on npm verifies v1a signatures: they skip unknown versions.',
      },
    ],
  },
});
