import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Electron's npm package brings no binary: its installer downloads one on the first start. The
 * package itself is never imported here, since that alone would start the download.
 */
export type ElectronSearch =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

export interface DownloadLimits {
  /** An offline machine should fall back to the browser fast. */
  readonly firstByteMs: number;
  /** A slow line may take its time as long as something arrives. */
  readonly stallMs: number;
}

const LIMITS: DownloadLimits = { firstByteMs: 8_000, stallMs: 30_000 };
const WATCH_EVERY_MS = 500;

/** The folder of the npm package `electron`, where it is installed. */
export function findElectronFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

/** `folder` is that of the package; the binary may lie elsewhere by ELECTRON_OVERRIDE_DIST_PATH. */
export function findElectronBinary(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const pathFile = join(folder, 'path.txt');
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (!existsSync(pathFile) && !override) {
    return undefined;
  }
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const path = join(override ?? join(folder, 'dist'), name);
  return existsSync(path) ? path : undefined;
}

/** Runs the package's own installer, which checks the download against its list of hashes. */
export async function downloadElectron(
  folder: string,
  limits: DownloadLimits = LIMITS,
): Promise<ElectronSearch> {
  const scratch = await mkdtemp(join(tmpdir(), 'hookbench-electron-'));
  try {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      cwd: folder,
      // What is downloaded lies in the folder for temporary files first: there progress shows.
      env: { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const why = await watchInstaller(child, scratch, limits);
    const path = findElectronBinary(folder);
    return path === undefined
      ? { kind: 'missing', why: why ?? 'its installer left no program behind' }
      : { kind: 'found', path };
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Answers undefined on success, else why it failed, in a few words. */
async function watchInstaller(
  child: ChildProcess,
  scratch: string,
  limits: DownloadLimits,
): Promise<string | undefined> {
  let errorText = '';
  child.stderr?.on('data', (chunk) => {
    errorText = (errorText + String(chunk)).slice(-4_000);
  });
  const exit = new Promise<{ why: string | undefined }>((resolve) => {
    child.on('error', (error) => resolve({ why: error.message }));
    child.on('close', (code) => resolve({ why: code === 0 ? undefined : firstLine(errorText) }));
  });
  let seenBytes = 0;
  let quietSince = performance.now();
  for (;;) {
    const end = await Promise.race([exit, pause(WATCH_EVERY_MS)]);
    if (end) {
      return end.why;
    }
    const bytes = await sizeOf(scratch);
    if (bytes > seenBytes) {
      seenBytes = bytes;
      quietSince = performance.now();
    }
    const limitMs = seenBytes === 0 ? limits.firstByteMs : limits.stallMs;
    if (performance.now() - quietSince > limitMs) {
      child.kill('SIGKILL');
      await exit;
      return `nothing arrived for ${Math.round(limitMs / 1_000)} s`;
    }
  }
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map((entry) =>
      stat(join(folder, entry)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const found = lines.find((line) => /error/i.test(line)) ?? lines.find((line) => line !== '');
  // All that the installer says where there is no network.
  return found?.includes('fetch failed') ? 'its server cannot be reached' : (found ?? 'it failed');
}
