import { expect, it } from 'vitest';
import { createAnswerOrder } from '../../../../renderer/stores/answer-order.ts';

it('shows an answer although it is asked for again, and none that a newer one has overtaken', () => {
  const order = createAnswerOrder();
  const [first, second, third] = [order.ask(), order.ask(), order.ask()];
  expect(first()).toBe(true);
  expect(third()).toBe(true);
  expect(second()).toBe(false);
  expect(order.ask()()).toBe(true);
});
