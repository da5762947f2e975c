import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const RAW =
  'POST /in/dropped HTTP/1.1\r\nHost: shop.example\r\nX-Odd: \xe9\r\n\r\n\x00\xff\x80bytes';
const CASSETTE = `# Hookbench cassette 1

@ 2026-05-12T10:00:00.000Z 12.5 ms -
POST /in/taped HTTP/1.1
Host: localhost:8080
| {"a":1}
\\ no newline at the end
`;

describe.skipIf(requirePart('chromium').isMissing)('recordings dropped on the window', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
  });
  afterAll(() => bed?.close());

  const total = async (filter: string) =>
    (await bed.server.control(`/api/captures?${new URLSearchParams({ filter })}`)).json.total;

  /** Files as the system hands them over: `size` makes a large one without sending it here. */
  const drag = (types: string[], files: { name: string; latin1?: string; size?: number }[]) =>
    bed.page.evaluate(
      ({ types, files }) => {
        const data = new DataTransfer();
        for (const { name, latin1 = '', size } of files) {
          const bytes = size
            ? new Uint8Array(size)
            : Uint8Array.from(latin1, (letter) => letter.charCodeAt(0));
          data.items.add(new File([bytes], name));
        }
        for (const type of types) {
          const options = { dataTransfer: data, bubbles: true, cancelable: true };
          document.querySelector('main')?.dispatchEvent(new DragEvent(type, options));
        }
      },
      { types, files },
    );

  it('shows where to drop, and no longer once the files are gone', async () => {
    await bed.open('/inbox');
    const target = bed.page.getByText('Drop to import');
    await drag(['dragenter', 'dragover'], [{ name: 'a.har', latin1: '{}' }]);
    await target.waitFor();
    expect(await bed.axe()).toEqual([]);
    await drag(['dragleave'], [{ name: 'a.har', latin1: '{}' }]);
    await expect.poll(() => target.count()).toBe(0);
  });

  it('imports a raw request byte for byte, shows it, and takes it back by Undo', async () => {
    const { page, server } = bed;
    await drag(['dragenter', 'drop'], [{ name: 'one.http', latin1: RAW }]);
    await page.waitForURL(/\/inbox\/cap_/);
    const id = /cap_\w+/.exec(page.url())?.[0];
    const { json } = await server.control(`/api/captures/${id}`);
    expect(json).toMatchObject({ method: 'POST', path: '/in/dropped' });
    expect(json.raw_headers).toContainEqual(['X-Odd', '\xe9']);
    const body = await fetch(`${server.urls.control}/api/captures/${id}/body`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(Buffer.from(await body.arrayBuffer()).toString('latin1')).toBe('\x00\xff\x80bytes');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => total('path:/in/dropped')).toBe(0);
  });

  it('a pasted cassette comes in too', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      const options = { clipboardData: data, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new ClipboardEvent('paste', options));
    }, CASSETTE);
    await page.getByText('Imported 1 request.').first().waitFor();
    await expect.poll(() => total('path:/in/taped')).toBe(1);
  });

  it.each([
    [
      'broken.har',
      '{"log": {"entries": [\n  {]}}',
      /broken\.har: This is no HAR: line 2, column 4/,
    ],
    [
      'odd.har',
      '{"log":{"entries":[{"request":{}}]}}',
      /odd\.har: Entry 1 of the HAR, startedDateTime: is required/,
    ],
    ['bad.http', 'POST /x HTTP/1.1\nHost: a\nno colon\n\n', /bad\.http: .*line 3/],
    ['photo.jpg', '\xff\xd8\xff', /photo\.jpg: This is neither a HAR/],
  ])('%s is refused with its name and the place at fault', async (name, latin1, message) => {
    const before = await total('');
    await drag(['drop'], [{ name, latin1 }]);
    await bed.page.getByText(message).first().waitFor();
    expect(await total('')).toBe(before);
  });

  it('a file of 100 MB is refused before it is read', async () => {
    await drag(['drop'], [{ name: 'huge.har', size: 100 * 1024 * 1024 }]);
    await bed.page
      .getByText('huge.har: 100 MB is too large to import; split it into files of at most 32 MB.')
      .first()
      .waitFor();
  });

  it('threw nothing and broke no policy on the way', () => {
    // The browser itself notes each refusal of the server, and what is gone while it is being read.
    expect(bed.faults.filter((fault) => !/status of (404|422)/.test(fault))).toEqual([]);
  });
});
