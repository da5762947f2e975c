import { afterEach, expect, test, vi } from 'vitest';
import { summaryLines } from '../../support/reporter/summary.ts';
import { requirePart } from '../../support/requirements.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function hideChromium(): void {
  vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium');
}

test('a missing part is told with the way out', () => {
  hideChromium();
  const found = requirePart('chromium', {});
  expect(found).toMatchObject({
    isMissing: true,
    reason: expect.stringContaining('CHROMIUM_PATH'),
  });
});

test('a missing part fails on CI', () => {
  hideChromium();
  expect(() => requirePart('chromium', { CI: 'true' })).toThrow(
    /must not skip the part "chromium"/,
  );
});

test('a part that CI is allowed to lack is only told', () => {
  hideChromium();
  const found = requirePart('chromium', { CI: 'true', HOOKBENCH_MAY_LACK: 'redis, chromium' });
  expect(found.isMissing).toBe(true);
});

test("Electron's binary may be missing on CI", () => {
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', '/nowhere');
  expect(requirePart('electron', { CI: 'true' }).isMissing).toBe(true);
});

test("Electron's binary must be there in the job that drives the window", () => {
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', '/nowhere');
  const environment = { CI: 'true', HOOKBENCH_REQUIRE_ELECTRON: 'true' };
  expect(() => requirePart('electron', environment)).toThrow(/electron/);
});

test('the summary ends with one plain line after what was left out', () => {
  const lines = summaryLines({ passed: 3, failed: 1, skipped: 2 }, [
    { part: 'redis', isMissing: true, reason: 'no redis-server found' },
    { part: 'chromium', isMissing: false, path: '/usr/bin/chromium' },
  ]);
  expect(lines).toEqual([
    'Left out: redis (no redis-server found)',
    '3 passed, 1 failed, 2 skipped',
  ]);
});
