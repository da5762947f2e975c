import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, isExecutable } from './executables.ts';

/**
 * What some tests need beside Node and npm. A test file asks with
 * `const redis = requirePart('redis')` and says `describe.skipIf(redis.isMissing)(…)`.
 * On CI a missing part fails the file instead, so that nothing is left out unseen; see MAY_LACK.
 */
export const PARTS = [
  'chromium',
  'redis',
  'providers',
  'electron',
  'powershell',
  'ssh',
  'package',
] as const;
export type Part = (typeof PARTS)[number];

export type Requirement =
  | { readonly part: Part; readonly isMissing: false; readonly path: string }
  | { readonly part: Part; readonly isMissing: true; readonly reason: string };

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Neither npm nor Debian carries these, or they take long to make: their absence is told but no
 * failure, except where a job is there to use them: it sets the variable.
 */
const DEMANDED_BY: Partial<Record<Part, string>> = {
  electron: 'HOOKBENCH_REQUIRE_ELECTRON',
  powershell: 'HOOKBENCH_REQUIRE_POWERSHELL',
  package: 'HOOKBENCH_REQUIRE_PACKAGE',
};

const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** CHROMIUM_PATH wins, even where it is wrong: a typo must not test another browser. */
export function chromiumPath(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    return isExecutable(chosen) ? chosen : undefined;
  }
  return (
    CHROMIUM_PLACES.find(isExecutable) ??
    findOnPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])
  );
}

export function redisPath(): string | undefined {
  const chosen = process.env.REDIS_SERVER_PATH;
  if (chosen) {
    return isExecutable(chosen) ? chosen : undefined;
  }
  return findOnPath(['redis-server', 'valkey-server']);
}

/** The packages of real providers, installed apart from ours by `npm ci --prefix tests/providers`. */
export function providersPath(): string | undefined {
  const path = join(root, 'tests/providers/node_modules');
  return existsSync(path) ? path : undefined;
}

/** Reads what Electron's installer leaves; never imports the package, which would download. */
export function electronPath(): string | undefined {
  const folder =
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules/electron/dist');
  const pathFile = join(root, 'node_modules/electron/path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const path = join(folder, name);
  return isExecutable(path) ? path : undefined;
}

/** Version 7; Windows has the older one in any case. */
export function powershellPath(): string | undefined {
  return findOnPath(['pwsh', 'powershell']);
}

export function sshPath(): string | undefined {
  return findOnPath(['ssh']);
}

/** The program that `npm run pack` makes on this system. */
export function packagePath(): string | undefined {
  const places = [
    'linux-unpacked/hookbench',
    'win-unpacked/Hookbench.exe',
    ...['mac', 'mac-arm64'].map((folder) => `${folder}/Hookbench.app/Contents/MacOS/Hookbench`),
  ];
  return places.map((place) => join(root, 'dist', place)).find(isExecutable);
}

const FINDERS: Record<Part, () => string | undefined> = {
  chromium: chromiumPath,
  redis: redisPath,
  providers: providersPath,
  electron: electronPath,
  powershell: powershellPath,
  ssh: sshPath,
  package: packagePath,
};

const REASONS: Record<Part, string> = {
  chromium: 'no Chromium or Chrome found; install one or set CHROMIUM_PATH',
  redis: 'no redis-server found; install it or set REDIS_SERVER_PATH',
  providers:
    'provider packages are not installed; run npm ci --prefix tests/providers --ignore-scripts',
  electron: "Electron's binary is not installed; run npx install-electron",
  powershell: 'no pwsh found; copies for it are read by its rules instead',
  ssh: 'no ssh found; install the OpenSSH client',
  package: 'no packaged app found; run npm run pack',
};

/** Never throws: also asked by the reporter. */
export function findPart(part: Part): Requirement {
  const path = FINDERS[part]();
  return path === undefined
    ? { part, isMissing: true, reason: REASONS[part] }
    : { part, isMissing: false, path };
}

/** Throws on CI where the part is missing and HOOKBENCH_MAY_LACK (a list: `redis,chromium`) does not name it. */
export function requirePart(part: Part, environment = process.env): Requirement {
  const found = findPart(part);
  if (found.isMissing && environment.CI === 'true' && !mayLack(part, environment)) {
    throw new Error(`CI must not skip the part "${part}": ${found.reason}`);
  }
  return found;
}

/** The path of a part inside a block that `skipIf` guards. */
export function pathOf(requirement: Requirement): string {
  if (requirement.isMissing) {
    throw new Error(`${requirement.part}: ${requirement.reason}`);
  }
  return requirement.path;
}

function mayLack(part: Part, environment: NodeJS.ProcessEnv): boolean {
  const demandedBy = DEMANDED_BY[part];
  if (demandedBy !== undefined) {
    return environment[demandedBy] !== 'true';
  }
  const allowed = (environment.HOOKBENCH_MAY_LACK ?? '').split(',').map((name) => name.trim());
  return allowed.includes(part);
}
