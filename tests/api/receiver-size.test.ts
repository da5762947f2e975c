import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

// Memory is read from /proc. The whole 1 GB, and how little memory it takes: npm run bench:capture-size.
// Here it is only told from a body that is held in memory: what else a heap takes is the machine's affair.
describe.skipIf(process.platform !== 'linux')('a huge body', () => {
  it('is kept whole, and never held whole in memory', async () => {
    const { stdout } = await run(process.execPath, [
      'tests/bench/capture/size.mjs',
      '--json',
      '--megabytes',
      '256',
      '--most',
      '128',
    ]);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: '204', kept_bytes: 256 * 1024 * 1024, is_cut: false });
    expect(result.raised_by_mb).toBeLessThan(128);
  });
});
