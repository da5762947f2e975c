import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { LINK_SCHEME } from '../../../electron/deep-links.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const text = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
const PlatformSchema = z.object({ icon: z.string(), target: z.array(z.string()) });
const config = z
  .object({
    appId: z.string(),
    productName: z.string(),
    asar: z.boolean(),
    files: z.array(z.string()),
    electronFuses: z.record(z.string(), z.boolean()),
    protocols: z.array(z.object({ schemes: z.array(z.string()) })),
    mac: PlatformSchema.extend({ hardenedRuntime: z.boolean(), entitlements: z.string() }),
    win: PlatformSchema,
    linux: PlatformSchema.extend({ syncDesktopName: z.boolean() }),
  })
  .parse(parse(text));

/** electron-builder's own, which it checks the file against before it does anything. */
function builderSchema(): object {
  const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
  return builder('app-builder-lib/scheme.json');
}

function problemsOf(value: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  // Hooks are functions, which a YAML file cannot hold.
  ajv.addKeyword({
    keyword: 'typeof',
    validate: (name: string, data: unknown) => typeof data === name,
  });
  const validate = ajv.compile(builderSchema());
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('electron-builder takes the configuration, and would refuse a wrong one', () => {
  expect(problemsOf(parse(text))).toEqual([]);
  expect(problemsOf({ ...parse(text), electronFuse: {} })).not.toEqual([]);
  expect(problemsOf({ electronFuses: { runAsNod: false } })).not.toEqual([]);
});

test('the binary runs this app alone, from an archive whose hash it knows', () => {
  expect(config.asar).toBe(true);
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  });
  expect(config.mac.hardenedRuntime).toBe(true);
});

test('the installers and the app speak of the same link scheme and the same app', () => {
  expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual([LINK_SCHEME]);
  expect(readFileSync(join(root, 'electron/main.ts'), 'utf8')).toContain(`'${config.appId}'`);
});

test('menus name the app as its installers do, and Linux knows whose window it is', () => {
  const { productName, desktopName } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(productName).toBe(config.productName);
  expect(desktopName).toBe('hookbench.desktop');
  expect(config.linux.syncDesktopName).toBe(true);
});

/** Width and height from the header of a PNG. */
function sizeOf(path: string): string {
  const bytes = readFileSync(join(root, path));
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test.each(['mac', 'win', 'linux'] as const)(
  '%s has icons as large as it shows them',
  (platform) => {
    const folder = config[platform].icon;
    for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) {
      expect(sizeOf(`${folder}/${size}x${size}.png`)).toBe(`${size}x${size}`);
    }
  },
);

test.each(['tray', 'tray-problem', 'trayTemplate', 'tray-problemTemplate'])(
  '%s.png is there for both densities',
  (name) => {
    expect([sizeOf(`resources/${name}.png`), sizeOf(`resources/${name}@2x.png`)]).toEqual([
      '16x16',
      '32x32',
    ]);
  },
);
