import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnServer } from './support/server-process.ts';

// What electron-builder makes of the built program, with a stand-in for Electron's binary: all but
// that binary is as in a release. Only its Linux layout needs nothing from elsewhere.

interface Asar {
  createPackage(from: string, to: string): Promise<void>;
  extractAll(archive: string, to: string): void;
  listPackage(archive: string, options: object): string[];
}

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const builderRequire = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const libraryRequire = createRequire(builderRequire.resolve('app-builder-lib'));
const asar: Asar = libraryRequire('@electron/asar');

/** Marks where a binary of Electron keeps its fuses; the version and the number of them follow. */
const FUSE_WIRE = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101100011';

async function makeStandIn(folder: string): Promise<void> {
  await mkdir(join(folder, 'empty'), { recursive: true });
  await mkdir(join(folder, 'resources'));
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) {
    await writeFile(join(folder, name), 'a stand-in');
  }
  await writeFile(join(folder, 'electron'), `#!/bin/sh\nexit 1\n${FUSE_WIRE}`, 'latin1');
  await chmod(join(folder, 'electron'), 0o755);
  await writeFile(join(folder, 'empty/package.json'), '{}');
  await asar.createPackage(join(folder, 'empty'), join(folder, 'resources/default_app.asar'));
}

describe.skipIf(process.platform === 'win32')('the package', () => {
  let folder: string;
  let app: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookbench-package-'));
    const standIn = join(folder, 'electron');
    await makeStandIn(standIn);
    await run(
      process.execPath,
      [
        join(root, 'node_modules/electron-builder/cli.js'),
        ...['--linux', '--dir', '--x64', '--publish', 'never'],
        `--config.electronDist=${standIn}`,
        `--config.directories.output=${join(folder, 'dist')}`,
      ],
      { cwd: root, maxBuffer: 10_000_000 },
    );
    app = join(folder, 'dist/linux-unpacked');
  }, 180_000);

  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  test('its binary has the fuses blown', async () => {
    const { stdout } = await run(process.execPath, [
      join(root, 'node_modules/@electron/fuses/dist/bin.js'),
      'read',
      '--app',
      join(app, 'hookbench'),
    ]);
    expect(stdout).toMatch(/RunAsNode is .*Disabled/);
    expect(stdout).toMatch(/EnableNodeOptionsEnvironmentVariable is .*Disabled/);
    expect(stdout).toMatch(/EnableNodeCliInspectArguments is .*Disabled/);
    expect(stdout).toMatch(/EnableEmbeddedAsarIntegrityValidation is .*Enabled/);
    expect(stdout).toMatch(/OnlyLoadAppFromAsar is .*Enabled/);
  });

  test('its archive holds the program and nothing of how it is made', () => {
    const paths = asar.listPackage(join(app, 'resources/app.asar'), {});
    for (const path of [
      '/package.json',
      '/out/main/main.js',
      '/out/main/server.js',
      '/out/main/sending-thread.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
      '/out/renderer/stopped.html',
      '/resources/icon.png',
      '/resources/trayTemplate@2x.png',
    ]) {
      expect(paths).toContain(path);
    }
    const tops = new Set(paths.map((path) => path.split('/')[1]));
    expect([...tops].sort()).toEqual([
      'LICENSE',
      'node_modules',
      'out',
      'package.json',
      'resources',
    ]);
    for (const name of ['electron', 'electron-builder', 'vite', 'vitest', 'react', 'typescript']) {
      expect(paths).not.toContain(`/node_modules/${name}/package.json`);
    }
  });

  test('its server runs on the packages of the archive alone', async () => {
    const archive = join(app, 'resources/app.asar');
    asar.extractAll(archive, join(folder, 'extracted'));
    const server = spawnServer(folder, join(folder, 'extracted/out/main/server.js'));
    try {
      const report = await server.start({});
      if (report.kind !== 'ready') {
        throw new Error(JSON.stringify(report));
      }
      const captured = await fetch(`${report.urls.receiver}/packed`, { method: 'POST', body: 'x' });
      expect(captured.status).toBe(204);
      const exit = once(server.child, 'exit');
      server.child.send({ kind: 'stop' });
      expect((await exit)[0]).toBe(0);
    } finally {
      await server.kill();
    }
  });
});
