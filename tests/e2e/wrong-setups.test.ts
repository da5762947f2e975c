import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const SECRET = 'the secret that GitHub was given';
const BODY = '{"action": "opened", "number": 7, "repo": {"id": 9007199254740993123}}';

/** As GitHub signs, without the code under test. */
function signed(secret: string, text: string): Record<string, string> {
  const digest = createHmac('sha256', secret).update(text).digest('hex');
  return { 'x-github-event': 'pull_request', 'x-hub-signature-256': `sha256=${digest}` };
}

const stripe = (text: string, atS: number) => {
  const digest = createHmac('sha256', SECRET).update(`${atS}.${text}`).digest('hex');
  return { 'stripe-signature': `t=${atS},v1=${digest}` };
};

describe.skipIf(chromium.isMissing)('a row whose signature fails', () => {
  let bed: WindowBed;

  beforeAll(async () => {
    bed = await openWindowBed();
  });

  afterAll(() => bed?.close());

  const cause = () => bed.page.getByRole('region', { name: 'Cause', exact: true });

  /** An inbox of its own; sends, finds the row in the list and clicks it, no more. */
  async function clickOn(name: string, sent: string, headers: Record<string, string>) {
    const path = `/in/${name}`;
    const made = await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path, name, dialect: name.split('-')[0], secrets: [SECRET] },
    });
    expect(made.status).toBe(201);
    const answer = await fetch(bed.server.urls.receiver + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: sent,
    });
    await answer.arrayBuffer();
    await bed.open(`/inbox?filter=path:${path}`);
    const rows = bed.page.locator('[data-row-id]');
    await rows.first().click();
    const tab = bed.page.getByRole('tab', { name: /^Signature/, selected: true });
    await tab.waitFor();
    await cause().waitFor();
  }

  it.each([
    [
      'github-reserialised',
      signed(SECRET, '{"action": "opened", "number": 7}'),
      '{"action":"opened","number":7}',
      'The JSON was parsed and written again: it was signed with ", " and ": "',
    ],
    [
      'github-rounded',
      signed(SECRET, BODY),
      JSON.stringify(JSON.parse(BODY)),
      '9007199254740993000 is a rounded number.',
    ],
    [
      'stripe-stale',
      stripe('{}', Math.floor(Date.now() / 1000) - 3600),
      '{}',
      /Signed \d+ min ago, limit 5 min\./,
    ],
    [
      'stripe-dialect',
      signed(SECRET, '{}'),
      '{}',
      "This is GitHub's scheme; Stripe's is expected here.",
    ],
    ['github-missing', { 'x-github-event': 'push' }, BODY, 'There is no X-Hub-Signature-256'],
  ])('4: %s opens on Signature, with its cause, its reason and a way out', async (...setup) => {
    const [name, headers, sent, sentence] = setup;
    await clickOn(name, sent, headers as Record<string, string>);
    await cause().getByText(sentence).first().waitFor();
    await cause().getByText('Usual reason', { exact: true }).waitFor();
    await cause().getByText('Fix', { exact: true }).waitFor();
  });

  it('takes the right secret on the spot where no known one fits', async () => {
    await clickOn('github-wrong', BODY, signed('the secret that the provider has', BODY));
    await cause().getByText('No known secret fits. CLI, test and live secrets differ.').waitFor();
    await cause().getByText('LIKELY', { exact: true }).waitFor();
    await cause().getByRole('button', { name: 'Set another secret' }).click();
    const dialog = bed.page.getByRole('dialog', { name: 'Another secret for /in/github-wrong' });
    await dialog.getByText('Takes the place of the one that the path has.').waitFor();
    expect(await bed.axe()).toEqual([]);
    await dialog.getByLabel('Secret').fill('the secret that the provider has');
    await bed.page.keyboard.press('Enter');
    await cause().getByText('Valid. This is exactly what was signed.').waitFor();
    await bed.page.getByRole('button', { name: 'Undo' }).click();
    await cause().getByText('No known secret fits.').waitFor();
    expect(bed.faults).toEqual([]);
  });
});
