import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateFile, isCode, PRIVATE_MODE, replacePrivateFile } from './private-file.ts';
import { StartError } from './start-error.ts';

// The data key seals every secret in the data folder. Headless it comes from HOOKBENCH_DATA_KEY or
// from the file `key` in that folder, made at the first start. `key-check` tells a wrong key from
// the right one at the start, before anything is sealed with the wrong one; it reveals nothing of
// a key of 256 random bits.

const KEY_BYTES = 32;
const KEY_FILE_NAME = 'key';
const KEY_CHECK_FILE_NAME = 'key-check';

export interface DataKeySource {
  /** The data folder: it exists and this process has locked it. */
  readonly dataDir: string;
  /** From the environment; null: the file. */
  readonly givenBytes: Uint8Array | null;
  /** Told what the person should know. */
  readonly warn: (text: string) => void;
}

/** The key of the data folder; throws StartError `invalid_config` where it cannot be the right one. */
export async function getDataKey(source: DataKeySource): Promise<Uint8Array> {
  const path = join(source.dataDir, KEY_CHECK_FILE_NAME);
  const check = await readOrUndefined(path);
  const keyBytes = source.givenBytes ?? (await fileKey(source, check !== undefined));
  const expected = dataKeyCheck(keyBytes);
  if (check === undefined) {
    await createPrivateFile(path, checkText(expected));
  } else if (isDamaged(check)) {
    await replacePrivateFile(path, checkText(expected));
    source.warn(`the file ${path}, which tells a wrong key, was damaged and is written anew.`);
  } else if (!isSame(check.trim().split(' ')[0] ?? '', expected)) {
    throw new StartError('invalid_config', wrongKeyText(source));
  }
  return keyBytes;
}

/** The check and, after a space, a sum of it: a changed byte is no wrong key. */
function checkText(check: string): string {
  return `${check} ${sumOf(check)}\n`;
}

function sumOf(check: string): string {
  return createHash('sha256').update(check).digest('hex').slice(0, 16);
}

/** Files of before there were sums hold the check alone. */
function isDamaged(text: string): boolean {
  const [check = '', sum] = text.trim().split(' ');
  return !/^[0-9a-f]{64}$/.test(check) || (sum !== undefined && sum !== sumOf(check));
}

/** The key where nothing is made or locked: a worker beside a server. Throws StartError. */
export async function findDataKey({
  dataDir,
  givenBytes,
  warn,
}: DataKeySource): Promise<Uint8Array> {
  if (givenBytes !== null) {
    return givenBytes;
  }
  const path = join(dataDir, KEY_FILE_NAME);
  const text = await readOrUndefined(path);
  if (text === undefined) {
    throw new StartError(
      'invalid_config',
      `There is no key file ${path}. A worker opens the secrets that its server sealed: set HOOKBENCH_DATA_KEY to the server's key, or name its data folder (--data).`,
    );
  }
  await keepPrivate(path, warn);
  return parseKey(path, text);
}

async function fileKey(source: DataKeySource, isExpected: boolean): Promise<Uint8Array> {
  const path = join(source.dataDir, KEY_FILE_NAME);
  const text = await readOrUndefined(path);
  if (text !== undefined) {
    await keepPrivate(path, source.warn);
    return parseKey(path, text);
  }
  if (isExpected) {
    throw new StartError(
      'invalid_config',
      `The key file ${path} is missing, and the secrets in this data folder were sealed with it. Put it back, set HOOKBENCH_DATA_KEY, or remove ${KEY_CHECK_FILE_NAME} beside it to start with a new key (stored secrets are then lost).`,
    );
  }
  const keyBytes = randomBytes(KEY_BYTES);
  const isCreated = await createPrivateFile(path, `${keyBytes.toString('base64')}\n`);
  return isCreated ? new Uint8Array(keyBytes) : parseKey(path, await readFile(path, 'utf8'));
}

/** A key that others could read is closed again, and the person told: it may have been read. */
async function keepPrivate(path: string, warn: (text: string) => void): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) {
    return;
  }
  const was = (mode & 0o777).toString(8).padStart(4, '0');
  try {
    await chmod(path, PRIVATE_MODE);
  } catch {
    throw new StartError(
      'invalid_config',
      `The key file ${path} can be read by other users (mode ${was}) and its mode cannot be changed. Make it 0600, or set HOOKBENCH_DATA_KEY.`,
    );
  }
  warn(
    `the key file ${path} could be read by other users (mode ${was}); it is 0600 again. Rotate the signing secrets if you do not trust everybody on this computer.`,
  );
}

function parseKey(path: string, text: string): Uint8Array {
  const keyBytes = Buffer.from(text.trim(), 'base64');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim()) || keyBytes.byteLength !== KEY_BYTES) {
    throw new StartError(
      'invalid_config',
      `The key file ${path} is damaged: it takes ${KEY_BYTES} bytes in base64. Restore it from a copy, or set HOOKBENCH_DATA_KEY.`,
    );
  }
  return new Uint8Array(keyBytes);
}

function wrongKeyText(source: DataKeySource): string {
  const what =
    source.givenBytes === null
      ? `The key file ${join(source.dataDir, KEY_FILE_NAME)} is not the one`
      : 'HOOKBENCH_DATA_KEY is not the key';
  return `${what} that sealed the secrets in ${source.dataDir}. Use the key of this data folder, or another data folder (--data).`;
}

/** Tells keys apart and reveals nothing of them. */
export function dataKeyCheck(keyBytes: Uint8Array): string {
  return createHmac('sha256', keyBytes).update('hookbench data key check 1').digest('hex');
}

function isSame(one: string, other: string): boolean {
  const oneBytes = Buffer.from(one);
  const otherBytes = Buffer.from(other);
  return oneBytes.byteLength === otherBytes.byteLength && timingSafeEqual(oneBytes, otherBytes);
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}
