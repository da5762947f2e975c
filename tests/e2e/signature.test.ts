import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const SECRET = secretOf(7);
const OTHER = secretOf(9);
const BODY = '{"type":"order.created","total":1999}';

describe.skipIf(chromium.isMissing)('the signature explainer', () => {
  let bed: WindowBed;

  beforeAll(async () => {
    bed = await openWindowBed();
    for (const [path, secret] of [
      ['/in/orders', SECRET],
      ['/in/crm', OTHER],
    ]) {
      await bed.server.control('/api/inboxes', {
        method: 'POST',
        json: { path, name: path?.slice(4), dialect: 'standard', secrets: [secret] },
      });
    }
  });

  afterAll(() => bed?.close());

  /** Sends it and opens its Signature tab by its address. */
  async function explain(path: string, body: string, headers: Record<string, string>) {
    const response = await fetch(bed.server.urls.receiver + path, {
      method: 'POST',
      body,
      headers,
    });
    await response.arrayBuffer();
    const { json } = await bed.server.control(`/api/captures?limit=1&filter=path:${path}`);
    await bed.open(`/inbox/${json.items[0].id}?tab=signature`);
    return json.items[0].id as string;
  }
  const cause = () => bed.page.getByRole('region', { name: 'Cause', exact: true });

  it.each([
    ['a trailing newline', `${BODY}\n`, { signedText: BODY }, 'The body has one extra newline'],
    [
      'JSON written again',
      '{ "type": "order.created", "total": 1999 }',
      { signedText: BODY },
      'The JSON was parsed and written again',
    ],
    [
      'the secret of another inbox',
      BODY,
      { secret: OTHER },
      'Signed with the secret of inbox crm, not of inbox orders.',
    ],
    ['the prefix left in the key', BODY, { keyBytes: Buffer.from(SECRET) }, 'base64-decod'],
    [
      'the wrong encoding',
      BODY,
      { encoding: 'hex' as const },
      'Right digest, wrong encoding: hex sent, base64 expected.',
    ],
  ])('5: names %s and proves it', async (_name, sent, signing, sentence) => {
    await explain('/in/orders', sent, standardHeaders(sent, { secret: SECRET, ...signing }));
    await cause().getByText(sentence).first().waitFor();
    await cause().getByText('PROVED', { exact: true }).waitFor();
    await cause().getByText('Usual reason').waitFor();
    await cause().getByText('Fix', { exact: true }).waitFor();
  });

  it('tries any key that is known, by whose it is, and shows none of them', async () => {
    const other = `whsec_${Buffer.from('another secret of 32 bytes, yes!').toString('base64')}`;
    const made = await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path: '/in/elsewhere', name: 'elsewhere', dialect: 'standard', secrets: [other] },
    });
    expect(made.status).toBe(201);
    await explain('/in/orders', BODY, standardHeaders(BODY, { secret: other }));
    await cause()
      .getByText(/elsewhere/)
      .first()
      .waitFor();
    const keys = bed.page.getByLabel('Key of the explanation');
    await keys.selectOption({ label: 'inbox elsewhere' });
    await cause().getByText('Valid. This is exactly what was signed.').waitFor();
    const text = await bed.page.locator('main').innerText();
    expect(text).not.toContain(other);
    expect(text).not.toContain(SECRET);
    expect(await bed.axe()).toEqual([]);
  });

  it('the fix is one click away, in the language of last time', async () => {
    const sent = `${BODY}\n`;
    const bad = () => standardHeaders(sent, { secret: SECRET, signedText: BODY });
    await explain('/in/orders', sent, bad());
    await bed.page.getByRole('button', { name: 'Show fix for Node' }).click();
    const code = bed.page.getByRole('region', { name: 'Code', exact: true });
    await expect.poll(() => code.innerText()).toContain('createHmac');
    await explain('/in/orders', sent, bad());
    await bed.page.getByRole('button', { name: 'Show fix in another language' }).click();
    await bed.page.getByRole('menuitem', { name: 'Python' }).click();
    await expect.poll(() => code.innerText()).toContain('import hmac');
    await explain('/in/orders', sent, bad());
    await bed.page.getByRole('button', { name: 'Show fix for Python' }).waitFor();
  });

  it('5: names a stale time', async () => {
    await explain('/in/orders', BODY, standardHeaders(BODY, { secret: SECRET, ageS: 840 }));
    await cause().getByText('stale').waitFor();
    await cause()
      .getByText("Signed 14 min ago, limit 5 min. Replayed, or this computer's clock is ahead.")
      .waitFor();
  });

  it('6: names the mistake behind the value of the own code', async () => {
    const sent = `${BODY}\n`;
    const headers = standardHeaders(sent, { secret: SECRET });
    await explain('/in/orders', sent, headers);
    await cause().getByText('Valid. This is exactly what was signed.').waitFor();
    const own = standardHeaders(sent, {
      secret: SECRET,
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
      signedText: BODY,
    });
    await bed.page.getByRole('button', { name: 'Explain a value my code computed…' }).click();
    await bed.page
      .getByLabel('Value that your code computed')
      .fill(own['webhook-signature'].replace('v1,', ''));
    await bed.page.keyboard.press('Enter');
    const answer = bed.page.getByRole('region', { name: 'Cause of the value' });
    await answer.getByText('The body has one extra newline').waitFor();
    await answer.getByText('PROVED', { exact: true }).waitFor();
    expect(await bed.axe()).toEqual([]);
  });

  it('6: a digest pasted into the palette is explained for the request in view', async () => {
    const sent = `${BODY}\n`;
    const headers = standardHeaders(sent, { secret: SECRET });
    await explain('/in/orders', sent, headers);
    await cause().waitFor();
    const own = standardHeaders(sent, {
      secret: SECRET,
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
      signedText: BODY,
    });
    await bed.page.keyboard.press('Control+k');
    await bed.page.keyboard.type(own['webhook-signature']);
    await bed.page.getByRole('option', { name: /^Explain this value/ }).waitFor();
    await bed.page.keyboard.press('Enter');
    const answer = bed.page.getByRole('region', { name: 'Cause of the value' });
    await answer.getByText('The body has one extra newline').waitFor();
    expect(bed.page.url()).not.toContain(encodeURIComponent(own['webhook-signature']));
  });

  it('7: hex marks the suspect byte; received, computed and signed bytes are copied exactly', async () => {
    const sent = `${BODY}\n`;
    const headers = standardHeaders(sent, { secret: SECRET, signedText: BODY });
    await explain('/in/orders', sent, headers);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${sent}`;
    await bed.page.getByText(`Suspect at offset ${signed.length - 1}: newline`).waitFor();
    const hex = bed.page.getByRole('region', { name: 'Signed string in hex' });
    const marked = () =>
      hex.evaluate((element) =>
        [...element.querySelectorAll('.outline-fail')].map((one) => one.textContent),
      );
    await expect.poll(marked).toEqual(['0a', 'LF']);
    const parts = bed.page.getByRole('list', { name: 'Parts' }).getByRole('listitem');
    await expect
      .poll(() => parts.allTextContents())
      .toEqual(['aid', 'atimestamp', 'abody', '⚠suspect']);

    const click = (name: string) => bed.page.getByRole('button', { name, exact: true }).click();
    await click('Copy the signed string as hex');
    const copiedHex = async () =>
      Buffer.from((await bed.copied()).replaceAll(' ', ''), 'hex').toString();
    await expect.poll(copiedHex).toBe(signed);
    await click('Text');
    await click('Copy the signed string');
    await expect.poll(bed.copied).toBe(signed);
    await click('Copy the received value');
    await expect.poll(bed.copied).toBe(headers['webhook-signature']);
    await click('Copy the computed value');
    const right = standardHeaders(sent, {
      secret: SECRET,
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
    });
    await expect.poll(bed.copied).toBe(right['webhook-signature']);
    await bed.page.getByText('differs at character', { exact: false }).waitFor();
  });

  it('copies a report that holds neither secret nor body', async () => {
    await bed.page.getByRole('button', { name: 'Copy as report' }).click();
    await bed.page.getByText('Copied the report. It holds no secret.').last().waitFor();
    const report = await bed.copied();
    expect(report).toContain('PROVED: The body has one extra newline');
    expect(report).toContain('✕ bytes do not match');
    expect(report).not.toContain(SECRET.slice(6, 20));
    expect(report).not.toContain('order.created');
  });

  it('reads the same request as another provider would', async () => {
    await explain('/in/orders', BODY, standardHeaders(BODY, { secret: SECRET }));
    await cause().getByText('Valid. This is exactly what was signed.').waitFor();
    const dialect = bed.page.getByLabel('Dialect of the explanation');
    await expect.poll(() => dialect.inputValue()).toBe('standard');
    await dialect.selectOption('github');
    await bed.page.getByText('X-Hub-Signature-256 missing').waitFor();
    await dialect.selectOption('standard');
    await cause().getByText('Valid. This is exactly what was signed.').waitFor();
  });

  it('takes a secret for an unchecked path, checks with it at once, and can be undone', async () => {
    const secret = 'whsec_stripe_example';
    await explain('/in/stripe', BODY, {
      'content-type': 'application/json',
      'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'ab'.repeat(32)}`,
    });
    await bed.page.getByText('Not checked: no secret for /in/stripe.').waitFor();
    await bed.page.getByRole('button', { name: 'Add secret' }).click();
    const dialog = bed.page.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel('Dialect').inputValue()).toBe('stripe');
    expect(await bed.axe()).toEqual([]);
    await dialog.getByLabel('Secret').fill(secret);
    await bed.page.keyboard.press('Enter');
    await bed.page.getByText('Checked now: no secret was known when the request came.').waitFor();
    await bed.page.getByRole('button', { name: 'Undo' }).click();
    await bed.page.getByText('Not checked: no secret for /in/stripe.').waitFor();
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`37: axe finds nothing in any view, ${theme}`, async () => {
      await bed.page.emulateMedia({ colorScheme: theme });
      const sent = '{ "type": "order.created" }';
      const signedText = '{"type":"order.created"}';
      await explain('/in/orders', sent, standardHeaders(sent, { secret: SECRET, signedText }));
      await cause().waitFor();
      for (const view of ['Text', 'Hex', 'Diff']) {
        await bed.page.getByRole('button', { name: view, exact: true }).click();
        expect(await bed.axe(), view).toEqual([]);
      }
    });
  }

  it('38: reflows at 320 px without a second direction of scrolling', async () => {
    await bed.page.setViewportSize({ width: 320, height: 700 });
    await bed.page.getByRole('button', { name: 'Text', exact: true }).click();
    const overflow = await bed.page
      .getByRole('tabpanel')
      .evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await bed.page.setViewportSize({ width: 1280, height: 800 });
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
