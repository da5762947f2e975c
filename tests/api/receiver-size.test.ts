import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

// Memory is read from /proc. The whole 1 GB: npm run bench:capture-size.
describe.skipIf(process.platform !== 'linux')('a huge body', () => {
  it('is kept whole and raises the memory of the server by less than 64 MB', async () => {
    const { stdout } = await run(process.execPath, [
      'tests/bench/capture/size.mjs',
      '--json',
      '--megabytes',
      '256',
    ]);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: '204', kept_bytes: 256 * 1024 * 1024, is_cut: false });
    expect(result.raised_by_mb).toBeLessThan(64);
  });
});
