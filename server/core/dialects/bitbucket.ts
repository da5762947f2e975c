import { createDialect } from './engine.ts';
import { bodySignature, delivery, jsonEnvelope, MINUTE_MS, textKey } from './presets.ts';

const REPOSITORY = {
  type: 'repository',
  full_name: 'demo/hello',
  name: 'hello',
  uuid: '{b0e0a1c2-0000-4000-8000-000000000001}',
};
const ACTOR = { type: 'user', display_name: 'Ada Okafor', nickname: 'ada' };

/** Bitbucket Cloud and Data Center. */
export const bitbucket = createDialect({
  id: 'bitbucket',
  name: 'Bitbucket',
  kind: 'symmetric',
  signature: bodySignature('X-Hub-Signature', { encoding: 'hex', prefix: 'sha256=' }),
  key: textKey('', 40),
  envelope: {
    ...jsonEnvelope('{{data}}', 'Bitbucket-Webhooks/2.0', [
      ['X-Event-Key', '{{event_name}}'],
      ['X-Hook-UUID', 'b0e0a1c2-0000-4000-8000-0000000000ff'],
      ['X-Request-UUID', '{{delivery_uuid}}'],
      ['X-Attempt-Number', '{{attempt}}'],
    ]),
    eventSeparator: ':',
  },
  eventTypeAt: { kind: 'header', header: 'X-Event-Key' },
  deliveryIdAt: { kind: 'header', header: 'X-Request-UUID' },
  delivery: delivery(10_000, [MINUTE_MS, 2 * MINUTE_MS], {
    note: '10 s and two further attempts on 5xx or timeout are general knowledge; the delays are defaults to change.',
  }),
  events: [
    {
      type: 'repo.push',
      description: 'Commits were pushed (sent as repo:push)',
      data: {
        push: {
          changes: [
            {
              new: { type: 'branch', name: 'main', target: { type: 'commit', hash: 'da15608' } },
              created: false,
              closed: false,
              forced: false,
            },
          ],
        },
        actor: ACTOR,
        repository: REPOSITORY,
      },
    },
    {
      type: 'pullrequest.created',
      description: 'A pull request was created (sent as pullrequest:created)',
      data: {
        pullrequest: { type: 'pullrequest', id: 1, title: 'Add a greeting', state: 'OPEN' },
        actor: ACTOR,
        repository: REPOSITORY,
      },
    },
  ],
  docsNote:
    'X-Hub-Signature means SHA-256 here and SHA-1 elsewhere: only sha256= is accepted. Data Center names the delivery X-Request-Id. Only the body is covered.',
});
