/**
 * Runs jobs one after the other. For changes that first look and then store: two callers who
 * register the same URL at once must not both find it missing.
 */
export type OneAtATime = <Result>(job: () => Promise<Result>) => Promise<Result>;

export function createOneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = last.then(job, job);
    last = result.catch(() => undefined);
    return result;
  };
}
