import type { z } from 'zod';
import type { Inbox, InboxCreateSchema } from '../../server/contract/capture.ts';
import type { Workbench } from './workbench.ts';

type InboxBody = z.input<typeof InboxCreateSchema>;

/** Secrets never come back from the server: it remembers them itself until it stops. */
export async function forgetInbox(
  { client, resources, undo }: Workbench,
  { id }: Pick<Inbox, 'id'>,
): Promise<void> {
  const params = { id };
  await undo.perform({
    text: 'Forgot the inbox. Its requests stay.',
    undo: async () => {
      await client.call('restoreInbox', { params });
      await resources.inboxes.reload();
    },
    redo: async () => {
      await client.call('deleteInbox', { params });
      await resources.inboxes.reload();
    },
  });
}

/** Makes an inbox, or changes `before` to this. */
export function saveInbox(
  { client, resources, undo }: Workbench,
  before: Inbox | null,
  body: InboxBody,
  text = 'Saved the inbox.',
): Promise<void> {
  return undo.during(async () => {
    const { id } = before
      ? await client.call('changeInbox', { params: { id: before.id }, body })
      : await client.call('createInbox', { body });
    await resources.inboxes.reload();
    const restore = async () => {
      await client.call('restoreInbox', { params: { id } });
      await resources.inboxes.reload();
    };
    const forget = async () => {
      await client.call('deleteInbox', { params: { id } });
      await resources.inboxes.reload();
    };
    // A change that is restored once more is done again.
    undo.did({ text, undo: before ? restore : forget, redo: restore });
  });
}
