import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');

describe.skipIf(chromium.isMissing)('the Rules screen', () => {
  let bed: WindowBed;

  beforeAll(async () => {
    bed = await openWindowBed();
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path: '/in/signed', dialect: 'standard', secrets: [secret] },
    });
  });

  afterAll(() => bed?.close());

  const rule = () => bed.page.getByRole('region', { name: 'Rule', exact: true });
  const list = () => bed.page.getByRole('list', { name: /^Rules/ });
  const names = () => list().getByRole('link').locator('.font-medium').allInnerTexts();
  const post = (path: string, body = '{}', headers: Record<string, string> = {}) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body, headers });

  it('without rules it says what every request gets, and how to change that', async () => {
    await bed.page.keyboard.press('g');
    await bed.page.keyboard.press('r');
    await bed.page.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
    await bed.page
      .getByText('Every request gets 204. Add a rule to fail, delay or forward.')
      .waitFor();
    expect(await bed.axe()).toEqual([]);
    expect((await post('/in/x')).status).toBe(204);
  });

  it('makes a rule with N, by keyboard alone, which then answers', async () => {
    await bed.page.keyboard.press('n');
    const isNamed = () =>
      rule()
        .getByLabel('Name')
        .evaluate((field) => field === document.activeElement);
    await expect.poll(isNamed).toBe(true);
    await bed.page.keyboard.type('Bad signature');
    await rule().getByLabel('invalid').check();
    await rule().getByLabel('Status', { exact: true }).fill('99');
    await bed.page.keyboard.press('Control+s');
    await rule().getByText('From 200 to 599.').waitFor();
    const isFocused = () =>
      rule()
        .getByLabel('Status', { exact: true })
        .evaluate((field) => field === document.activeElement);
    await expect.poll(isFocused).toBe(true);
    await bed.page.keyboard.type('401');
    await rule().getByLabel('Status', { exact: true }).fill('401');
    await bed.page.keyboard.press('Control+s');
    await bed.page.getByText('Added rule “Bad signature”.').first().waitFor();
    await list().getByText('→ 401').waitFor();
    const forged = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': 'v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    };
    expect((await post('/in/signed', '{}', forged)).status).toBe(401);
    await list().getByText('1 hit', { exact: true }).waitFor();
  });

  it('fails first per event, counts, and starts counting anew', async () => {
    await bed.page.getByRole('button', { name: 'New rule' }).click();
    await rule().getByLabel('Name').fill('Flaky demo');
    await rule().getByLabel('Path', { exact: true }).fill('/in/flaky');
    await rule().getByLabel('Fail first').check();
    await rule().getByRole('button', { name: 'Add rule' }).click();
    await list().getByText('→ 503 ×2, then 200').waitFor();
    const statuses: number[] = [];
    for (let sent = 0; sent < 3; sent += 1) {
      statuses.push((await post('/in/flaky', '{"same":1}')).status);
    }
    expect(statuses).toEqual([503, 503, 200]);
    await rule().getByText('Hits 3').waitFor();
    await rule().getByText('Counter 2 failures').waitFor();
    await rule().getByRole('button', { name: 'Reset counter' }).click();
    await rule().getByText('Counter 0 failures').waitFor();
    expect((await post('/in/flaky', '{"same":1}')).status).toBe(503);
  });

  it('breaks the connection where it is told to', async () => {
    await bed.page.getByRole('button', { name: 'New rule' }).click();
    await rule().getByLabel('Name').fill('Reset');
    await rule().getByLabel('Path', { exact: true }).fill('/in/reset');
    await rule().getByLabel('Connection').selectOption('reset');
    await rule().getByRole('button', { name: 'Add rule' }).click();
    await list().getByText('→ reset').waitFor();
    await expect(post('/in/reset')).rejects.toThrow();
  });

  it('29: Try with a request names the rule that answers, and why the others do not', async () => {
    await post('/in/flaky', '{"other":2}');
    const select = bed.page.getByLabel('Try with');
    const { json } = await bed.server.control('/api/captures?limit=1&filter=path:/in/flaky');
    await select.locator(`option[value="${json.items[0].id}"]`).waitFor({ state: 'attached' });
    await select.selectOption(json.items[0].id);
    await bed.page.getByText('→ rule 2 answers.').waitFor();
    await list().getByText('passed over:').first().waitFor();
    await list().getByRole('link').nth(1).getByText('answers', { exact: true }).waitFor();
    await list().getByRole('link').nth(1).click();
    await rule().getByLabel('On', { exact: true }).click();
    await bed.page.getByText('→ the fallback answers.').waitFor();
    await bed.page.getByText('Switched “Flaky demo” off.').first().waitFor();
    await bed.page.getByRole('button', { name: 'Undo' }).click();
    await bed.page.getByText('→ rule 2 answers.').waitFor();
  });

  it('29: a request leads to its rule from its Response tab', async () => {
    const path = bed.page.url();
    const { json } = await bed.server.control('/api/captures?limit=1&filter=path:/in/flaky');
    await bed.open(`/inbox/${json.items[0].id}?tab=response`);
    await bed.page.getByRole('link', { name: 'Try on the rules' }).click();
    await bed.page.getByText(/→ rule 2 answers\./).waitFor();
    await rule().getByRole('heading', { name: 'Flaky demo' }).waitFor();
    await bed.page.goto(path);
    await list().waitFor();
  });

  it('30: Alt and an arrow move a rule, focus follows, Undo moves it back', async () => {
    await expect.poll(names).toEqual(['Bad signature', 'Flaky demo', 'Reset']);
    await list().getByRole('link').nth(2).focus();
    await bed.page.keyboard.press('Alt+ArrowUp');
    await expect.poll(names).toEqual(['Bad signature', 'Reset', 'Flaky demo']);
    await bed.page.getByText('Moved “Reset” to 2 of 3.').first().waitFor();
    const focused = () =>
      bed.page.evaluate(() => document.activeElement?.textContent?.includes('Reset'));
    await expect.poll(focused).toBe(true);
    await bed.page.keyboard.press('Alt+ArrowUp');
    await expect.poll(names).toEqual(['Reset', 'Bad signature', 'Flaky demo']);
    await bed.page.keyboard.press('Control+z');
    await expect.poll(names).toEqual(['Bad signature', 'Reset', 'Flaky demo']);
    const stored = async () =>
      (await bed.server.control('/api/rules')).json.items.map((one: { name: string }) => one.name);
    await expect.poll(stored).toEqual(['Bad signature', 'Reset', 'Flaky demo']);
  });

  it('24: a deleted rule comes back to its place', async () => {
    await list().getByRole('link').nth(1).click();
    await bed.page.keyboard.press('Delete');
    await expect.poll(names).toEqual(['Bad signature', 'Flaky demo']);
    await bed.page.getByText('Deleted rule “Reset”.').first().waitFor();
    await bed.page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(names).toEqual(['Bad signature', 'Reset', 'Flaky demo']);
  });

  it('edits a rule, and Undo puts back what the form shows', async () => {
    await list().getByRole('link').nth(0).click();
    await rule().getByLabel('Status', { exact: true }).fill('403');
    await bed.page.keyboard.press('Control+s');
    await list().getByText('→ 403').waitFor();
    await bed.page.getByText('Saved rule “Bad signature”.').first().waitFor();
    await bed.page.getByRole('button', { name: 'Undo' }).click();
    await list().getByText('→ 401').waitFor();
    await expect.poll(() => rule().getByLabel('Status', { exact: true }).inputValue()).toBe('401');
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1440, 1000, 400]) {
      it(`37, 38: axe finds nothing at ${width} px, ${theme}`, async () => {
        await bed.page.emulateMedia({ colorScheme: theme });
        await bed.page.setViewportSize({ width, height: 800 });
        await rule().waitFor();
        expect(await bed.axe()).toEqual([]);
        const wider = await bed.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(wider).toBeLessThanOrEqual(0);
      });
    }
  }

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
