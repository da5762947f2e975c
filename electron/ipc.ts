import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { isAppUrl } from './app-origin.ts';

/**
 * Every call from a window passes here: it must come from the main frame of a page of ours, and
 * its arguments must parse. An error reaches the page as its message only.
 */
export function handle<Schema extends z.ZodTuple>(
  ipc: Pick<IpcMain, 'handle'>,
  channel: string,
  schema: Schema,
  act: (args: z.output<Schema>, event: IpcMainInvokeEvent) => unknown,
): void {
  ipc.handle(channel, (event, ...args: unknown[]) => {
    if (!isTrustedSender(event)) {
      throw new Error('This page may not call the desktop shell.');
    }
    const parsed = schema.safeParse(args);
    if (!parsed.success) {
      throw new Error(`The desktop shell refused a call: ${z.prettifyError(parsed.error)}`);
    }
    return act(parsed.data, event);
  });
}

/** A frame that was navigated away or removed meanwhile is null, and not trusted. */
function isTrustedSender(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isAppUrl(frame.url);
}
