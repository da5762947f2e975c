import type { Workbench } from './workbench.ts';

/** Brings the demo, or takes it away, with all that shows it. */
export async function switchDemo(
  { client, resources }: Pick<Workbench, 'client' | 'resources'>,
  isOn: boolean,
): Promise<void> {
  await client.call(isOn ? 'startDemo' : 'skipDemo');
  const { settings, subscriptions, inboxes } = resources;
  await Promise.all([settings.reload(), subscriptions.reload(), inboxes.reload()]);
}
