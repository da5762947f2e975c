import { Copy } from 'lucide-react';
import { useCallback } from 'react';
import type { Capture } from '../../../server/contract/capture.ts';
import { Button } from '../../components/Button.tsx';
import { copyText } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { shortUrl } from '../../text/host-of.ts';
import { ListLoading } from '../list/ListLoading.tsx';
import { FilterEmpty, ListFailure } from '../list/ListStates.tsx';
import type { RowScreen } from '../list/use-row-screen.ts';

/** What stands where rows would be. */
export function InboxEmpty({ screen }: { screen: RowScreen<Capture> }) {
  if (screen.state.status === 'failed') {
    return <ListFailure screen={screen} noun="requests" />;
  }
  if (screen.state.status !== 'ready') {
    return <ListLoading noun="requests" />;
  }
  return screen.filter.text === '' ? (
    <NothingCaptured />
  ) : (
    <FilterEmpty screen={screen} noun="requests" />
  );
}

function NothingCaptured() {
  const { resources, client, notices } = useWorkbench();
  const { data: state } = useResource(resources.state);
  const { data: inboxes } = useResource(resources.inboxes);
  const base = (state?.receiver.public_url ?? state?.receiver.url ?? '').replace(/\/$/, '');
  const url = base + (inboxes?.[0]?.path ?? '/in/demo');
  const send = useAct(
    useCallback(async () => {
      const demo = await client.call('startDemo');
      await client.call('pingSubscription', { params: { id: demo.subscription_id } });
      notices.show('A test event is on its way.');
    }, [client, notices]),
  );
  const copy = () => {
    copyText(url)
      .then(() => notices.show('Copied the URL.'))
      .catch(() => notices.show('The clipboard refused.', { tone: 'failed' }));
  };
  return (
    <EmptyState
      actions={
        <>
          <Button icon={Copy} onClick={copy}>
            Copy URL
          </Button>
          <Button look="primary" isBusy={send.isBusy} onClick={() => send.run()}>
            Send me a test event
          </Button>
        </>
      }
    >
      Nothing captured yet. Send any HTTP request to{' '}
      <span className="mono break-all">{shortUrl(url)}</span>.
    </EmptyState>
  );
}
