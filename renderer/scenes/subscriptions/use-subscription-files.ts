import { useMemo } from 'react';
import { useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';
import { countOf } from '../../text/amount-text.ts';

export interface SubscriptionFiles {
  importFile: () => void;
  exportFile: (format: 'json' | 'csv') => void;
}

/** webhooks.json and webhooks.csv, in and out. */
export function useSubscriptionFiles(): SubscriptionFiles {
  const workbench = useWorkbench();
  return useMemo(() => {
    return {
      importFile: () => {
        importSubscriptions(workbench).catch(workbench.notices.refuse);
      },
      exportFile: (format) => {
        exportSubscriptions(workbench, format).catch(workbench.notices.refuse);
      },
    };
  }, [workbench]);
}

async function exportSubscriptions(
  { client, platform, notices }: Workbench,
  format: 'json' | 'csv',
): Promise<void> {
  const text = await client.call('exportSubscriptions', { params: { format } });
  const isSaved = await platform.saveFile(`webhooks.${format}`, new TextEncoder().encode(text));
  if (isSaved) {
    notices.show(`Exported webhooks.${format}, without secrets.`);
  }
}

async function importSubscriptions(workbench: Workbench): Promise<void> {
  const { client, platform, notices, resources } = workbench;
  const file = await platform.openFile('.json,.csv,application/json,text/csv');
  if (file === null) {
    return;
  }
  const text = new TextDecoder().decode(file.bytes);
  const format = /\.csv$/i.test(file.name) ? 'csv' : 'json';
  const { registered, unchanged } = await client.call('importSubscriptions', {
    body: { format, text },
  });
  await resources.subscriptions.reload();
  notices.show(`Registered ${countOf(registered, 'pair')}, ${unchanged} were there already.`);
}
