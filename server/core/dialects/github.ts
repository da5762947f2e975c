import { createDialect } from './engine.ts';
import { bodySignature, delivery, jsonEnvelope, textKey } from './presets.ts';

const OWNER = { login: 'octo-demo', id: 5001, type: 'User' };
const REPOSITORY = {
  id: 9001,
  name: 'hello',
  full_name: 'octo-demo/hello',
  private: false,
  owner: OWNER,
  html_url: 'https://github.com/octo-demo/hello',
  default_branch: 'main',
};

/** GitHub repository, organization and app webhooks. */
export const github = createDialect({
  id: 'github',
  name: 'GitHub',
  kind: 'symmetric',
  signature: {
    ...bodySignature('X-Hub-Signature-256', { encoding: 'hex', prefix: 'sha256=' }),
    legacy: [
      { header: 'X-Hub-Signature', algorithm: 'hmac-sha1', encoding: 'hex', prefix: 'sha1=' },
    ],
  },
  key: textKey('', 40),
  envelope: jsonEnvelope('{{data}}', 'GitHub-Hookshot/b00cbe1', [
    ['Accept', '*/*'],
    ['X-GitHub-Delivery', '{{delivery_uuid}}'],
    ['X-GitHub-Event', '{{event_head}}'],
    ['X-GitHub-Hook-ID', '400000001'],
    ['X-GitHub-Hook-Installation-Target-ID', '9001'],
    ['X-GitHub-Hook-Installation-Target-Type', 'repository'],
  ]),
  eventTypeAt: { kind: 'header', header: 'X-GitHub-Event' },
  deliveryIdAt: { kind: 'header', header: 'X-GitHub-Delivery' },
  delivery: delivery(10_000, [], {
    note: 'Documented by GitHub: 10 s (Enterprise Server 30 s), no automatic retry; a redelivery by hand keeps the GUID; 25 MB cap.',
  }),
  handshake: {
    kind: 'ping',
    text: 'A ping event with zen, hook_id and hook is sent when a webhook is created.',
  },
  events: [
    {
      type: 'push',
      description: 'Commits were pushed to a branch',
      data: {
        ref: 'refs/heads/main',
        before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
        after: '0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c',
        created: false,
        deleted: false,
        forced: false,
        commits: [
          {
            id: '0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c',
            message: 'Say hello',
            timestamp: '2026-01-15T09:30:00Z',
            author: { name: 'Ada Okafor', email: 'ada@example.com' },
            added: [],
            removed: [],
            modified: ['README.md'],
          },
        ],
        repository: REPOSITORY,
        pusher: { name: 'octo-demo', email: 'ada@example.com' },
        sender: OWNER,
      },
    },
    {
      type: 'issues.opened',
      description: 'An issue was opened',
      data: {
        action: 'opened',
        issue: { id: 7001, number: 12, title: 'Greeting is missing', state: 'open', user: OWNER },
        repository: REPOSITORY,
        sender: OWNER,
      },
    },
    {
      type: 'pull_request.opened',
      description: 'A pull request was opened',
      data: {
        action: 'opened',
        number: 13,
        pull_request: {
          id: 7002,
          number: 13,
          title: 'Add a greeting',
          state: 'open',
          merged: false,
          user: OWNER,
          head: { ref: 'greeting', sha: '0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c' },
          base: { ref: 'main', sha: '6113728f27ae82c7b1a177c8d03f9e96e0adf246' },
        },
        repository: REPOSITORY,
        sender: OWNER,
      },
    },
    {
      type: 'ping',
      description: 'What a new webhook gets first',
      data: {
        zen: 'Keep it simple.',
        hook_id: 400000001,
        hook: {
          type: 'Repository',
          id: 400000001,
          name: 'web',
          active: true,
          events: ['push'],
          config: { content_type: 'json', insecure_ssl: '0', url: 'https://example.com/webhook' },
        },
        repository: REPOSITORY,
        sender: OWNER,
      },
    },
  ],
  docsNote:
    'Only the body is covered: X-GitHub-Event and X-GitHub-Delivery are not. No timestamp is sent, so replay protection rests on the delivery id. With content type form the signature covers the payload=… text. X-Hub-Signature (SHA-1) is sent for old receivers and never trusted.',
  package: {
    name: '@octokit/webhooks-methods',
    call: 'verify(secret, payload, signature)',
    notes: [
      {
        when: 'not_utf8',
        text: "GitHub's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      { when: 'empty_body', text: "GitHub's package refuses an empty body outright." },
      {
        when: 'upper_case_hex',
        text: "GitHub's package compares lower-case hex as text and refuses upper case.",
      },
    ],
  },
});
