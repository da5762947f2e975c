import { expect, test } from 'vitest';
import { createSealedBox } from '../../../server/adapters/sealed-box.ts';
import type { SettingsChange } from '../../../server/contract/settings.ts';
import { createSettings } from '../../../server/flows/settings.ts';
import { createMemoryStores } from '../../support/memory-stores.ts';

const box = createSealedBox(new Uint8Array(32).fill(7));

/** A start of the program on the same stored settings, with this configuration. */
function startWith(stores: ReturnType<typeof createMemoryStores>, configured: SettingsChange) {
  return createSettings({ settings: stores.settings, box, feed: { changed() {} }, configured });
}

test('what the configuration names wins over what was stored, and only while it names it', async () => {
  const stores = createMemoryStores();
  await startWith(stores, {}).change({ exposee_public_url: 'https://stored.example' });
  const configured = { exposee_public_url: 'https://configured.example' };
  expect(startWith(stores, configured).current().exposee_public_url).toBe(
    'https://configured.example',
  );
  expect(startWith(stores, {}).current().exposee_public_url).toBe('https://stored.example');
});

test('a change while the program runs holds until the next start', async () => {
  const stores = createMemoryStores();
  const configured = { retention_captures: 10, capture_limit_status: 400 };
  const settings = startWith(stores, configured);
  await settings.change({ retention_captures: 20 });
  expect(settings.current()).toMatchObject({ retention_captures: 20, capture_limit_status: 400 });
  expect(startWith(stores, configured).current().retention_captures).toBe(10);
});

test('the API key follows the same order and is stored sealed', async () => {
  const stores = createMemoryStores();
  const settings = startWith(stores, { exposee_api_key: 'configured-key-123' });
  expect(settings.apiKey()).toBe('configured-key-123');
  expect(settings.current().exposee_api_key_set).toBe(true);
  await settings.change({ exposee_api_key: 'changed-key-12345678' });
  expect(settings.apiKey()).toBe('changed-key-12345678');
  expect(JSON.stringify(stores.settings.all())).not.toContain('changed-key');
  await settings.change({ exposee_api_key: null });
  expect(settings.apiKey()).toBeUndefined();
  expect(settings.current().exposee_api_key_set).toBe(false);
});
