import { useCallback } from 'react';
import type { ApiClient } from '../../api/client.ts';
import { exactMinuteText } from '../../components/TimeText.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { countOf } from '../../text/amount-text.ts';
import { useDetail } from './use-detail.ts';

type Kind = 'request' | 'delivery';

interface GoneTextProps {
  kind: Kind;
  id: string;
}

/**
 * That a row is not stored here, and what is known of why. Nobody keeps a list of what was deleted:
 * what can be said is since when everything is here, and whether anything was deleted at all.
 */
export function GoneText({ kind, id }: GoneTextProps) {
  const { client } = useWorkbench();
  const load = useCallback(() => reasonOf(client, kind), [client, kind]);
  const { data, error } = useDetail(`${kind} ${id}`, '', load);
  const name = kind === 'request' ? 'Request' : 'Delivery';
  const reason = data ?? (error === null ? '' : MAYBE);
  return (
    <>
      {name} <span className="mono break-all">{id}</span> is not stored here. {reason}
    </>
  );
}

const MAYBE = 'It may have been deleted.';
const NO_DELETION =
  'No deletion is on record here: the link may be of another computer or data folder.';

function reasonOf(client: ApiClient, kind: Kind): Promise<string> {
  return kind === 'request' ? reasonOfRequest(client) : reasonOfDelivery(client);
}

async function reasonOfRequest(client: ApiClient): Promise<string> {
  const { captures } = await client.call('getLedger');
  if (captures.pruned > 0) {
    // Those with a star outlive retention, and say nothing of the others.
    const query = { limit: 1, sort: 'time', filter: '-is:starred' } as const;
    const [oldest] = (await client.call('listCaptures', { query })).items;
    return oldest
      ? `It may have been deleted: retention has removed requests from before ${exactMinuteText(oldest.received_at)}.`
      : 'It may have been deleted: retention has removed all requests without a star.';
  }
  if (captures.deleted > 0) {
    const were = captures.deleted === 1 ? 'was' : 'were';
    return `It may have been deleted: ${countOf(captures.deleted, 'request')} ${were}.`;
  }
  return NO_DELETION;
}

/** Deliveries are numbered from 1 and deleted by retention alone. */
async function reasonOfDelivery(client: ApiClient): Promise<string> {
  const [oldest] = (await client.call('listDeliveries', { query: { limit: 1, sort: 'time' } }))
    .items;
  if (oldest === undefined) {
    return MAYBE;
  }
  return oldest.number > 1
    ? `It may have been deleted: retention has removed deliveries from before ${exactMinuteText(oldest.created_at)}.`
    : NO_DELETION;
}
