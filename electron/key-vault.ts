import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import type { VaultKind } from '../server/contract/shell-bridge.ts';
import { writeStored } from './stored-json.ts';

/**
 * One random key seals every secret of the data folder. It is made once and lies in `filePath`,
 * wrapped by the system's keyring. `plain` marks a key that no keyring protects.
 */
const KEY_BYTES = 32;

const VaultFileSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wrapped'), key: z.base64() }),
  z.object({ kind: z.literal('plain'), key: z.base64() }),
]);
type VaultFile = z.infer<typeof VaultFileSchema>;

export interface KeyVaultOptions {
  readonly filePath: string;
  readonly platform: NodeJS.Platform;
  readonly safeStorage: Pick<
    SafeStorage,
    | 'isAsyncEncryptionAvailable'
    | 'encryptStringAsync'
    | 'decryptStringAsync'
    | 'getSelectedStorageBackend'
  >;
  /** Asked once where no keyring protects the key; false leaves without making one. */
  readonly mayBeWeak: () => Promise<boolean>;
}

export type OpenedVault =
  | { readonly kind: 'open'; readonly dataKeyBytes: Uint8Array; readonly vault: VaultKind }
  | { readonly kind: 'declined' }
  /** The key is there but this account on this computer cannot unwrap it. */
  | { readonly kind: 'unreadable' };

export async function openKeyVault(options: KeyVaultOptions): Promise<OpenedVault> {
  const isAvailable = await options.safeStorage.isAsyncEncryptionAvailable();
  const isStrong = isAvailable && !isBasicText(options);
  if (!isStrong && !(await options.mayBeWeak())) {
    return { kind: 'declined' };
  }
  const vault: VaultKind = isStrong ? 'system' : 'basic_text';
  if (!existsSync(options.filePath)) {
    return { kind: 'open', vault, dataKeyBytes: await makeKey(options, isAvailable) };
  }
  const dataKeyBytes = await readKey(options, isAvailable);
  return dataKeyBytes ? { kind: 'open', vault, dataKeyBytes } : { kind: 'unreadable' };
}

/** Keeps the file that cannot be read, so that it can be brought back; the next opening makes a new key. */
export function setKeyAside(filePath: string, nowMs: number): void {
  renameSync(filePath, `${filePath}.unreadable-${nowMs}`);
}

function isBasicText(options: KeyVaultOptions): boolean {
  return (
    options.platform === 'linux' && options.safeStorage.getSelectedStorageBackend() === 'basic_text'
  );
}

async function makeKey(options: KeyVaultOptions, isAvailable: boolean): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES);
  await writeKey(options, isAvailable, key.toString('base64'));
  return new Uint8Array(key);
}

async function writeKey(
  options: KeyVaultOptions,
  isAvailable: boolean,
  keyText: string,
): Promise<void> {
  const file: VaultFile = isAvailable
    ? {
        kind: 'wrapped',
        key: (await options.safeStorage.encryptStringAsync(keyText)).toString('base64'),
      }
    : { kind: 'plain', key: keyText };
  writeStored(options.filePath, file);
}

async function readKey(
  options: KeyVaultOptions,
  isAvailable: boolean,
): Promise<Uint8Array | undefined> {
  try {
    const file = VaultFileSchema.parse(JSON.parse(readFileSync(options.filePath, 'utf8')));
    const { keyText, isStale } = await unwrap(options, file);
    const key = new Uint8Array(Buffer.from(keyText, 'base64'));
    if (key.byteLength !== KEY_BYTES) {
      return undefined;
    }
    if (isStale && isAvailable) {
      await writeKey(options, isAvailable, keyText);
    }
    return key;
  } catch {
    return undefined;
  }
}

/** Stale: wrapped in an old way, or a key from before there was a keyring. */
async function unwrap(
  options: KeyVaultOptions,
  file: VaultFile,
): Promise<{ keyText: string; isStale: boolean }> {
  if (file.kind === 'plain') {
    return { keyText: file.key, isStale: true };
  }
  const opened = await options.safeStorage.decryptStringAsync(Buffer.from(file.key, 'base64'));
  return { keyText: opened.result, isStale: opened.shouldReEncrypt };
}
