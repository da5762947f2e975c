import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { findPart, PARTS } from '../requirements.ts';
import { type Counts, summaryLines } from './summary.ts';

/** Runs beside the default reporter. */
export class PartsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const lines = summaryLines(countTests(modules, errors.length), PARTS.map(findPart));
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}

/** A file that could not be loaded and an error outside of any test are failures too. */
function countTests(modules: readonly TestModule[], unhandledErrors: number): Counts {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const brokenModules = modules.filter(
    (module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0,
  );
  return {
    passed: states.filter((state) => state === 'passed').length,
    failed:
      states.filter((state) => state === 'failed').length + brokenModules.length + unhandledErrors,
    skipped: states.filter((state) => state === 'skipped' || state === 'pending').length,
  };
}
