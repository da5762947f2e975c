import { defineConfig } from 'vitest/config';
import { LongFirst } from './tests/support/long-first.ts';
import { PartsReporter } from './tests/support/reporter/parts-reporter.ts';

/** One project a kind of test: `npx vitest run --project unit`, or simply a path. */
function project(name: string, include: string, more: object = {}) {
  return { extends: true as const, test: { name, include: [include], ...more } };
}

const FILES = '**/*.{test,spec}.{ts,tsx}';

export default defineConfig({
  test: {
    // Long enough for a machine ten times slower than ours: a bound of waiting is no part of what is asserted.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', new PartsReporter()],
    sequence: { sequencer: LongFirst },
    projects: [
      project('unit', `tests/unit/${FILES}`, { exclude: ['tests/unit/renderer/**'] }),
      project('renderer', `tests/unit/renderer/${FILES}`, { environment: 'jsdom' }),
      project('cli', `tests/cli/${FILES}`, {
        testTimeout: 120_000,
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
      project('api', `tests/api/${FILES}`),
      project('conformance', `tests/conformance/${FILES}`),
      project('providers', `tests/providers/${FILES}`, {
        exclude: ['tests/providers/node_modules/**'],
      }),
      // A new folder of tests is never left out in silence.
      project('other', `tests/${FILES}`, {
        exclude: ['tests/{unit,cli,api,conformance,providers,e2e}/**'],
      }),
      // Whole programs and a real browser: after all else, two at a time.
      project('e2e', `tests/e2e/${FILES}`, {
        // Bounds of waiting, for slow machines: nothing is asserted by them.
        testTimeout: 120_000,
        hookTimeout: 120_000,
        expect: { poll: { timeout: 30_000 } },
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
