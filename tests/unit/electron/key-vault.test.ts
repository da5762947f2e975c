import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type KeyVaultOptions, openKeyVault, setKeyAside } from '../../../electron/key-vault.ts';

let folder: string;
let filePath: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-test-'));
  filePath = join(folder, 'data-key.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Wraps by reversing, which is enough to see that the key itself is not in the file. */
function keyring(isAvailable = true, backend = 'gnome_libsecret') {
  const reverse = (text: string): string => [...text].reverse().join('');
  return {
    isAsyncEncryptionAvailable: vi.fn(async () => isAvailable),
    getSelectedStorageBackend: vi.fn(() => backend as never),
    encryptStringAsync: vi.fn(async (text: string) => Buffer.from(`wrapped:${reverse(text)}`)),
    decryptStringAsync: vi.fn(async (bytes: Buffer) => {
      const text = bytes.toString();
      if (!text.startsWith('wrapped:')) {
        throw new Error('wrong key');
      }
      return { result: reverse(text.slice('wrapped:'.length)), shouldReEncrypt: false };
    }),
  };
}

function open(more: Partial<KeyVaultOptions> = {}) {
  const mayBeWeak = vi.fn(async () => false);
  return openKeyVault({
    filePath,
    platform: 'linux',
    safeStorage: keyring(),
    mayBeWeak,
    ...more,
  });
}

async function keyOf(more: Partial<KeyVaultOptions> = {}): Promise<Uint8Array> {
  const opened = await open(more);
  if (opened.kind !== 'open') {
    throw new Error(opened.kind);
  }
  return opened.dataKeyBytes;
}

test('the key is random, 32 bytes, and the same at the next start', async () => {
  const first = await keyOf();
  expect(first.byteLength).toBe(32);
  expect(await keyOf()).toEqual(first);
  await rm(filePath);
  expect(await keyOf()).not.toEqual(first);
});

test('the file holds the key wrapped only, and is readable by its owner alone', async () => {
  const key = await keyOf();
  expect(await readFile(filePath, 'utf8')).not.toContain(Buffer.from(key).toString('base64'));
  if (process.platform !== 'win32') {
    expect((await stat(filePath)).mode & 0o777).toBe(0o600);
  }
});

test('without a keyring nothing is made until the person agrees', async () => {
  const safeStorage = keyring(true, 'basic_text');
  expect(await open({ safeStorage })).toEqual({ kind: 'declined' });
  await expect(stat(filePath)).rejects.toThrow('ENOENT');
  const opened = await open({ safeStorage, mayBeWeak: async () => true });
  expect(opened).toMatchObject({ kind: 'open', vault: 'basic_text' });
});

test('basic_text counts on Linux only, and a keyring is never asked about', async () => {
  const mayBeWeak = vi.fn(async () => false);
  const opened = await open({
    safeStorage: keyring(true, 'basic_text'),
    platform: 'darwin',
    mayBeWeak,
  });
  expect(opened).toMatchObject({ kind: 'open', vault: 'system' });
  expect(mayBeWeak).not.toHaveBeenCalled();
});

test('a key made without any encryption moves into the keyring once there is one', async () => {
  const weak = { safeStorage: keyring(false), mayBeWeak: async () => true };
  const key = await keyOf(weak);
  expect(await readFile(filePath, 'utf8')).toContain('"plain"');
  expect(await keyOf()).toEqual(key);
  expect(await readFile(filePath, 'utf8')).toContain('"wrapped"');
});

test('a key that the system wants wrapped anew is wrapped anew', async () => {
  const key = await keyOf();
  const safeStorage = keyring();
  const decrypt = safeStorage.decryptStringAsync.getMockImplementation()!;
  safeStorage.decryptStringAsync.mockImplementation(async (bytes) => ({
    ...(await decrypt(bytes)),
    shouldReEncrypt: true,
  }));
  expect(await keyOf({ safeStorage })).toEqual(key);
  expect(safeStorage.encryptStringAsync).toHaveBeenCalledOnce();
});

test.each([
  ['of another account', JSON.stringify({ kind: 'wrapped', key: 'AAAA' })],
  ['of a wrong length', JSON.stringify({ kind: 'plain', key: 'AAAA' })],
  ['that is no JSON', '{'],
])('a key file %s is said to be unreadable and stays', async (_what, text) => {
  await writeFile(filePath, text);
  expect(await open()).toEqual({ kind: 'unreadable' });
  expect(await readFile(filePath, 'utf8')).toBe(text);
});

test('setting a key aside keeps it and makes room', async () => {
  await writeFile(filePath, '{');
  setKeyAside(filePath, 17);
  expect(await readFile(`${filePath}.unreadable-17`, 'utf8')).toBe('{');
  expect((await keyOf()).byteLength).toBe(32);
});
