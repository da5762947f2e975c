import { expect, it } from 'vitest';
import { createNotices } from '../../../../renderer/stores/notices.ts';
import { createUndoHistory } from '../../../../renderer/stores/undo.ts';

function makeHistory() {
  const notices = createNotices();
  const toast = () => notices.store.getState().toast?.text;
  return { history: createUndoHistory(notices), toast };
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
