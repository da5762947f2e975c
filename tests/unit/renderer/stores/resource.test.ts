import { expect, it } from 'vitest';
import { createResource } from '../../../../renderer/stores/resource.ts';

/** Answers wait for the test. */
function lateResource() {
  const answers: ((data: string) => void)[] = [];
  const resource = createResource<string>(
    () =>
      new Promise((resolve) => {
        answers.push(resolve);
      }),
  );
  return { resource, answers, data: () => resource.store.getState().data };
}

it('shows the answer that somebody waits for, though it was asked for again meanwhile', async () => {
  const { resource, answers, data } = lateResource();
  const waited = resource.reload();
  resource.changed();
  answers[0]?.('first');
  await waited;
  expect(data()).toBe('first');
  answers[1]?.('second');
  await expect.poll(data).toBe('second');
});

it('drops an answer that a newer one has overtaken, and one older than what a call answered', async () => {
  const { resource, answers, data } = lateResource();
  const [first, second] = [resource.reload(), resource.reload()];
  answers[1]?.('second');
  await second;
  answers[0]?.('first');
  await first;
  expect(data()).toBe('second');
  const third = resource.reload();
  resource.set('put in');
  answers[2]?.('third');
  await third;
  expect(data()).toBe('put in');
});
