import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'resources/docs/receiver.md'];
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** Folders of the root, and those of `server/`, which prose is tempted to name without it. */
const FOLDERS = [...foldersIn(''), ...foldersIn('server')];

function foldersIn(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['out', 'node_modules'].includes(entry.name))
    .map((entry) => entry.name);
}

function read(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

/** The code spans of the prose, drawings and listings left out. */
function spansOf(document: string): string[] {
  const prose = read(document).replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
}

function isPath(span: string): boolean {
  const [first = ''] = span.split('/');
  return /^[\w.-]+(\/[\w.-]+)+\/?$/.test(span) && FOLDERS.includes(first);
}

describe.each(DOCUMENTS)('%s', (document) => {
  it('names only paths that exist, from the root on', () => {
    const paths = spansOf(document).filter(isPath);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
      ([, link = '']) => link,
    );
    const folder = join(root, document, '..');
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const named = [...read(document).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

it('tells a path from other words with a slash', () => {
  const spans = ['server/core', 'core/explain', 'tests/unit/x.test.ts', '/api/erase', 'a/b', 'npm'];
  expect(spans.filter(isPath)).toEqual(['server/core', 'core/explain', 'tests/unit/x.test.ts']);
});
