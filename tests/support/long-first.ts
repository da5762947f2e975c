import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Long though they are short to read: on a fresh checkout they would come last, and all else wait for them. */
const LONG = [
  'tests/e2e/reflow.test.ts',
  'tests/e2e/axe.test.ts',
  'tests/e2e/axe-sending.test.ts',
  'tests/e2e/axe-inbox.test.ts',
  'tests/e2e/axe-reading.test.ts',
  'tests/e2e/axe-floating.test.ts',
  'tests/e2e/window.test.ts',
  'tests/e2e/acts.test.ts',
  'tests/e2e/jobs-by-keyboard.test.ts',
  'tests/e2e/burst.test.ts',
  'tests/e2e/several-machines-figures.test.ts',
  'tests/e2e/greyscale.test.ts',
  'tests/api/receiver-fidelity.test.ts',
  'tests/crash/crash.test.ts',
  'tests/crash/standstill.test.ts',
  'tests/conformance/adapters/redis.test.ts',
  'tests/conformance/adapters/memory.test.ts',
  'tests/unit/adapters/journal/torn-writes.test.ts',
];

/** Starts long files first, so that none runs alone at the end; nothing depends on the order. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    return others.toSorted((left, right) => rankOf(left) - rankOf(right));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((path) => moduleId.replaceAll('\\', '/').endsWith(path));
  return at < 0 ? LONG.length : at;
}
