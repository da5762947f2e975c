import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

// A real file system that is really full: a small tmpfs of the test's own. Only root may mount one;
// elsewhere receiver-disk-full.test.ts does the same with injected errors.

const SIZE_MIB = 24;

function mountSmallDisk(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return false;
  }
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false; // A container without the right to mount.
  }
}

const bodyOf = (path: string, bytes: number) => Buffer.alloc(bytes, `${path} `);

async function fill(server: WholeServer, round: string, seen: Map<string, number>): Promise<void> {
  for (let index = 0; index < 60; index += 1) {
    const bytes = index % 3 === 0 ? 600_000 : 20_000;
    const path = `/${round}/${index}`;
    const body = bodyOf(path, bytes);
    const answer = await fetch(server.urls.receiver + path, { method: 'POST', body });
    seen.set(path, answer.status);
  }
}

async function expectAllKept(server: WholeServer, seen: ReadonlyMap<string, number>) {
  const { items } = (await server.control('/api/captures?limit=1000')).json;
  const kept = items.map(({ path }: { path: string }) => path).sort();
  const accepted = [...seen].filter(([, status]) => status === 204).map(([path]) => path);
  expect(kept).toEqual(accepted.sort());
  for (const { id, path, size } of items) {
    const answer = await fetch(`${server.urls.control}/api/captures/${id}/body`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(bodyOf(path, size))).toBe(true);
  }
}

it('a real disk that is full: 507, nothing accepted is lost, goes on by itself, starts again', {
  timeout: 180_000,
}, async (context) => {
  const disk = await mkdtemp(join(tmpdir(), 'hookbench-small-disk-'));
  if (!mountSmallDisk(disk)) {
    await rm(disk, { recursive: true });
    context.skip('no small disk can be mounted here: that takes root on Linux');
  }
  const ballast = join(disk, 'ballast');
  const seen = new Map<string, number>();
  const statusesOf = (round: string) =>
    new Set([...seen].filter(([path]) => path.startsWith(`/${round}/`)).map(([, is]) => is));
  const codes = async (of: WholeServer) =>
    (await of.control('/api/state')).json.warnings.map(({ code }: { code: string }) => code);
  let server: WholeServer | undefined;
  try {
    await writeFile(ballast, Buffer.alloc((SIZE_MIB / 2) * 1024 * 1024));
    server = await openWholeServer({ data: disk });
    await fill(server, 'fills', seen);
    expect(statusesOf('fills')).toEqual(new Set([204, 507]));
    const first = server;
    await expect.poll(() => codes(first)).toContain('storage_full');
    await expectAllKept(server, seen);
    await server.restart();
    await expectAllKept(server, seen);
    await rm(ballast);
    const post = () => fetch(`${server?.urls.receiver}/room`, { method: 'POST', body: 'room' });
    await expect.poll(async () => (await post()).status).toBe(204);
    await expect.poll(() => codes(first), { timeout: 60_000 }).not.toContain('storage_full');
    const big = bodyOf('/big', 600_000);
    const answer = await fetch(`${server.urls.receiver}/big`, { method: 'POST', body: big });
    expect(answer.status).toBe(204);
    await server.restart();
    const [newest] = (await server.control('/api/captures?limit=1')).json.items;
    expect(newest).toMatchObject({ path: '/big', size: big.length });
  } finally {
    await server?.close();
    execFileSync('umount', [disk]);
    await rm(disk, { recursive: true, force: true });
  }
});
