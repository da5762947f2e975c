import { createDialect } from './engine.ts';
import type { DialectFacts } from './facts.ts';
import {
  delivery,
  jsonEnvelope,
  MINUTE_MS,
  standardSignature,
  textKey,
  WHSEC_KEY,
} from './presets.ts';

const PROJECT = {
  id: 15,
  name: 'hello',
  web_url: 'https://gitlab.com/demo/hello',
  path_with_namespace: 'demo/hello',
  default_branch: 'main',
};

/** What both ways of GitLab share: the body, the names, the delivery. */
const shared: Omit<DialectFacts, 'id' | 'name' | 'kind' | 'signature' | 'key' | 'docsNote'> = {
  envelope: {
    ...jsonEnvelope('{{data}}', 'GitLab/19.0.0', [
      ['X-Gitlab-Event', '{{event_name}}'],
      ['X-Gitlab-Event-UUID', '{{delivery_uuid}}'],
      ['X-Gitlab-Instance', 'https://gitlab.com'],
      ['Idempotency-Key', '{{delivery_id}}'],
    ]),
    eventNames: {
      push: 'Push Hook',
      tag_push: 'Tag Push Hook',
      issue: 'Issue Hook',
      merge_request: 'Merge Request Hook',
      pipeline: 'Pipeline Hook',
      note: 'Note Hook',
    },
  },
  eventTypeAt: { kind: 'header', header: 'X-Gitlab-Event' },
  deliveryIdAt: { kind: 'header', header: 'Idempotency-Key' },
  delivery: delivery(10_000, [MINUTE_MS, 10 * MINUTE_MS], {
    note: 'About 10 s, and back-off then disabling of failing hooks, are general knowledge; the delays are defaults to change.',
  }),
  events: [
    {
      type: 'push',
      description: 'Commits were pushed',
      data: {
        object_kind: 'push',
        event_name: 'push',
        before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
        after: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
        ref: 'refs/heads/main',
        user_id: 4,
        user_name: 'Ada Okafor',
        project: PROJECT,
        commits: [
          {
            id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
            message: 'Say hello',
            timestamp: '2026-01-15T09:30:00+00:00',
          },
        ],
        total_commits_count: 1,
      },
    },
    {
      type: 'merge_request',
      description: 'A merge request was opened',
      data: {
        object_kind: 'merge_request',
        event_type: 'merge_request',
        user: { id: 4, name: 'Ada Okafor', username: 'ada' },
        project: PROJECT,
        object_attributes: {
          id: 99,
          iid: 1,
          title: 'Add a greeting',
          state: 'opened',
          action: 'open',
          source_branch: 'greeting',
          target_branch: 'main',
        },
      },
    },
  ],
};

/** GitLab 19.0 and later with a signing token. */
export const gitlab = createDialect({
  ...shared,
  id: 'gitlab',
  name: 'GitLab (signing token)',
  kind: 'symmetric',
  signature: standardSignature('webhook'),
  key: WHSEC_KEY,
  docsNote:
    'The scheme of Standard Webhooks, from GitLab 19.0 on; its libraries verify it. The window is theirs: GitLab has no package of its own.',
});

/** GitLab with a secret token: the token itself is sent. */
export const gitlabToken = createDialect({
  ...shared,
  id: 'gitlab-token',
  name: 'GitLab (secret token)',
  kind: 'plain',
  signature: {
    algorithm: 'token',
    encoding: 'hex',
    comparison: 'text',
    place: { kind: 'header', header: 'X-Gitlab-Token', prefix: '' },
    signed: [],
  },
  key: textKey('', 40),
  docsNote:
    'Nothing is signed: whoever reads one request can forge all others. Compare the token in constant time and prefer the signing token.',
});
