import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const ID = '00000000000000000000';

/** What a link to a row leads to that is not here. */
describe.skipIf(requirePart('chromium').isMissing)('a row that is gone', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
  }, 60_000);
  afterAll(() => bed?.close());

  const main = () => bed.page.getByRole('main');
  const dayText = (instant: string) =>
    new Date(instant).toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    });

  it('says where nothing was ever deleted', async () => {
    for (const path of [`/inbox/cap_${ID}`, `/deliveries/dlv_${ID}`, `/traces/dlv_${ID}`]) {
      await bed.open(path);
      await main().getByText('No deletion is on record here').waitFor();
      await main().getByText('is not stored here.').waitFor();
    }
    expect(await bed.axe()).toEqual([]);
  });

  it('says how many requests were deleted by hand', async () => {
    await fetch(`${bed.server.urls.receiver}/gone`, { method: 'POST', body: 'x' });
    const { json } = await bed.server.control('/api/captures?filter=path:/gone');
    await bed.server.control(`/api/captures/${json.items[0].id}`, { method: 'DELETE' });
    await bed.open(`/inbox/${json.items[0].id}`);
    await main().getByText('It may have been deleted: 1 request was.').waitFor();
  });

  it('says since when everything is here, once retention has removed something', async () => {
    const ledger = (await bed.server.control('/api/ledger')).json;
    const pruned = { ...ledger, captures: { ...ledger.captures, pruned: 7 } };
    await bed.page.route('**/api/ledger', (route) => route.fulfill({ json: pruned }));
    await fetch(`${bed.server.urls.receiver}/kept`, { method: 'POST', body: 'x' });
    const { json } = await bed.server.control('/api/captures?sort=time&limit=1');
    await bed.open(`/inbox/cap_${ID}`);
    const day = dayText(json.items[0].received_at);
    await main().getByText(`retention has removed requests from before ${day}, `).waitFor();
    await bed.page.unroute('**/api/ledger');
  });
});
