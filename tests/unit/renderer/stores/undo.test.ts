import { expect, it } from 'vitest';
import { createNotices } from '../../../../renderer/stores/notices.ts';
import { createUndoHistory } from '../../../../renderer/stores/undo.ts';

function makeHistory() {
  const notices = createNotices();
  const toast = () => notices.store.getState().toast?.text;
  return { history: createUndoHistory(notices), notices, toast };
}

it('does an act, takes it back and does it again', async () => {
  const { history, toast } = makeHistory();
  const done: string[] = [];
  const step = (name: string) => async () => void done.push(name);
  await history.perform({ text: 'Moved.', undo: step('back'), redo: step('forth') });
  expect(toast()).toBe('Moved.');
  history.undo();
  await expect.poll(toast).toBe('Undone: Moved.');
  history.redo();
  await expect.poll(toast).toBe('Done again: Moved.');
  expect(done).toEqual(['forth', 'back', 'forth']);
});

it('remembers nothing of an act that was refused', async () => {
  const { history, toast } = makeHistory();
  const refused = () => Promise.reject(new Error('No.'));
  await expect(history.perform({ text: 'Moved.', undo: refused, redo: refused })).rejects.toThrow(
    'No.',
  );
  history.undo();
  expect(toast()).toBe('Nothing to undo.');
});

/** An act whose end the test decides. */
function slowStep(name: string, done: string[]) {
  const ends: (() => void)[] = [];
  const act = (what: string) => () =>
    new Promise<void>((resolve) => {
      ends.push(() => {
        done.push(`${name} ${what}`);
        resolve();
      });
    });
  return {
    step: { text: `${name}.`, undo: act('back'), redo: act('forth') },
    end: () => ends.shift()?.(),
  };
}

it('takes back the act that is under way, not the one before it', async () => {
  const { history, toast } = makeHistory();
  const done: string[] = [];
  const [first, second] = [slowStep('First', done), slowStep('Second', done)];
  const performed = history.perform(first.step);
  first.end();
  await performed;
  const underWay = history.perform(second.step);
  history.undo();
  history.redo();
  second.end();
  await underWay;
  await expect.poll(() => second.end() ?? done.at(-1)).toBe('Second back');
  await expect.poll(() => second.end() ?? done.at(-1)).toBe('Second forth');
  await expect.poll(toast).toBe('Done again: Second.');
  expect(done).toEqual(['First forth', 'Second forth', 'Second back', 'Second forth']);
});

it('takes back an act whose step is only known from its answer, not the one before it', async () => {
  const { history, toast } = makeHistory();
  const done: string[] = [];
  const [before, act] = [slowStep('Before', done), slowStep('Act', done)];
  history.did(before.step);
  const answered = history.during(async () => {
    await act.step.redo();
    history.did(act.step);
    return 'the answer';
  });
  history.undo();
  act.end();
  expect(await answered).toBe('the answer');
  await expect.poll(() => act.end() ?? done.at(-1)).toBe('Act back');
  await expect.poll(toast).toBe('Undone: Act.');
  expect(done).toEqual(['Act forth', 'Act back']);
});

it('by the button of its notice takes back what the notice tells of', async () => {
  const { history, notices } = makeHistory();
  const done: string[] = [];
  const [first, second] = [slowStep('First', done), slowStep('Second', done)];
  const performed = history.perform(first.step);
  first.end();
  await performed;
  const underWay = history.perform(second.step);
  notices.store.getState().toast?.action?.run();
  first.end();
  await expect.poll(() => done).toEqual(['First forth', 'First back']);
  second.end();
  await underWay;
});

it('goes on after an act that was refused', async () => {
  const { history, toast } = makeHistory();
  const refused = history.perform({
    text: 'Refused.',
    undo: async () => undefined,
    redo: () => Promise.reject(new Error('No.')),
  });
  history.undo();
  await expect(refused).rejects.toThrow('No.');
  await expect.poll(toast).toBe('Nothing to undo.');
});
