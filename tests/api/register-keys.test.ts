import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
beforeAll(async () => {
  server = await openWholeServer();
});
afterAll(() => server?.close());

async function register(dialect: string) {
  const answer = await fetch(`${server.urls.exposee}/webhooks/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      url: `${server.urls.receiver}/in/${dialect}`,
      event_types: ['*'],
      dialect,
    }),
  });
  return (await answer.json()) as { secret?: string; public_key?: string };
}

test.each(['discord', 'standard-v1a', 'sendgrid'])(
  'the private half of a key pair never leaves: %s answers the public one',
  async (dialect) => {
    for (const answer of [await register(dialect), await register(dialect)]) {
      expect(answer.public_key).toMatch(/\S{32,}/);
      expect(answer).not.toHaveProperty('secret');
    }
  },
);

test('a shared secret is answered, and no public key', async () => {
  const answer = await register('github');
  expect(answer.secret).toMatch(/\S{8,}/);
  expect(answer).not.toHaveProperty('public_key');
});
