import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ENGINE_FLAG } from '../../../server/contract/engine-flag.ts';

it('the engine knows the flag: one that it does not know is a line on stderr and no more', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(known).toContain(` ${ENGINE_FLAG.replace('--no-', '--')} (`);
});
