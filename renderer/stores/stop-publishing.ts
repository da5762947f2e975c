import type { Publisher } from '../../server/contract/publisher.ts';
import type { Workbench } from './workbench.ts';

/** Undo starts one like it, for what was left to publish: from its seed on, since that is all there is. */
export function stopPublishing(
  { client, resources, undo }: Workbench,
  publisher: Publisher,
): Promise<void> {
  return undo.during(async () => {
    let { id } = publisher;
    const stop = async () => {
      await client.call('stopPublisher', { params: { id } });
      await resources.publishers.reload();
    };
    await stop();
    const {
      event_types,
      min_ms,
      max_ms,
      seed,
      count,
      published,
      is_running: wasRunning,
    } = publisher;
    if (!wasRunning) {
      return;
    }
    undo.did({
      text: 'Stopped publishing.',
      undo: async () => {
        const left = count === null ? null : Math.max(1, count - published);
        const body = { event_types, min_ms, max_ms, seed, count: left };
        ({ id } = await client.call('startPublisher', { body }));
        await resources.publishers.reload();
      },
      redo: stop,
    });
  });
}
