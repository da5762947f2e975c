import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getDataKey } from '../../../server/hosts/data-key.ts';
import { StartError } from '../../../server/hosts/start-error.ts';

let dataDir: string;
let warnings: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hookbench-key-'));
  warnings = [];
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function keyOf(givenBytes: Uint8Array | null = null): Promise<Uint8Array> {
  return getDataKey({ dataDir, givenBytes, warn: (text) => warnings.push(text) });
}

describe('the first start', () => {
  it('makes 32 random bytes in a file of mode 0600, and the next start reads them', async () => {
    const keyBytes = await keyOf();
    expect(keyBytes).toHaveLength(32);
    expect(new Set(keyBytes).size).toBeGreaterThan(8);
    if (process.platform !== 'win32') {
      expect((await stat(join(dataDir, 'key'))).mode & 0o777).toBe(0o600);
    }
    expect(await keyOf()).toEqual(keyBytes);
    expect((await readdir(dataDir)).sort()).toEqual(['key', 'key-check']);
    expect(warnings).toEqual([]);
  });

  it('writes no key to the disk where the environment gives one', async () => {
    const given = new Uint8Array(32).fill(9);
    expect(await keyOf(given)).toEqual(given);
    expect(await readdir(dataDir)).toEqual(['key-check']);
  });

  it('yields one key where two happen at once', async () => {
    const [one, other] = await Promise.all([keyOf(), keyOf()]);
    expect(one).toEqual(other);
  });
});

describe('a key that cannot be right', () => {
  it('is refused where the folder was sealed with another one', async () => {
    await keyOf();
    await expect(keyOf(new Uint8Array(32))).rejects.toThrow('HOOKBENCH_DATA_KEY is not the key');
    await writeFile(join(dataDir, 'key'), Buffer.alloc(32, 1).toString('base64'));
    await expect(keyOf()).rejects.toThrow('is not the one');
  });

  it('is not replaced by a new one where the file is gone', async () => {
    await keyOf();
    await rm(join(dataDir, 'key'));
    await expect(keyOf()).rejects.toThrow(StartError);
    await expect(keyOf()).rejects.toThrow('is missing');
    expect(await readdir(dataDir)).toEqual(['key-check']);
  });

  it.each(['', 'short', `${'A'.repeat(44)}`, `${'*'.repeat(43)}=`])(
    'is refused as damaged: %j',
    async (text) => {
      await writeFile(join(dataDir, 'key'), text);
      await expect(keyOf()).rejects.toThrow('is damaged');
      expect(await readFile(join(dataDir, 'key'), 'utf8')).toBe(text);
    },
  );
});

it.skipIf(process.platform === 'win32')(
  'a key that others can read is closed, and said',
  async () => {
    const keyBytes = await keyOf();
    await chmod(join(dataDir, 'key'), 0o644);
    expect(await keyOf()).toEqual(keyBytes);
    expect((await stat(join(dataDir, 'key'))).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining('mode 0644')]);
  },
);
