import vm from 'node:vm';

const box = vm.createContext({ work: undefined });
const script = new vm.Script('work()');

/**
 * Runs at most this long, in milliseconds: what a stranger sends must not hold up everybody. Answers
 * what was made, or undefined where it took longer; throws what `work` throws.
 */
export function runBounded<Result>(
  work: () => Result,
  limitMs: number,
): { readonly made: Result } | undefined {
  let outcome: { made: Result } | undefined;
  box.work = () => {
    outcome = { made: work() };
  };
  try {
    script.runInContext(box, { timeout: limitMs });
  } catch (error) {
    if (!isTimeout(error)) {
      throw error;
    }
  } finally {
    box.work = undefined;
  }
  return outcome;
}

function isTimeout(error: unknown): boolean {
  const isObject = typeof error === 'object' && error !== null;
  return isObject && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
