import { CopyButton } from '../../components/CopyButton.tsx';
import { ResponseBar } from '../../components/ResponseBar.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { shortUrl } from '../../text/host-of.ts';

/** Where requests are received, and what they get for an answer. */
export function InboxHeader() {
  const { resources } = useWorkbench();
  const { data: state } = useResource(resources.state);
  const url = state?.receiver.public_url ?? state?.receiver.url;
  return (
    <SceneHeader title="Inbox">
      {url ? (
        <span className="flex min-w-0 items-center gap-1">
          <span className="mono truncate text-body text-ink-2">{shortUrl(url)}</span>
          <CopyButton label="Copy receiver URL" text={url} command="receiver-url" />
        </span>
      ) : null}
      <span className="flex-1" />
      <div className="flex flex-wrap items-center gap-x-3">
        <span className="text-table text-ink-3 max-sm:sr-only">Answer</span>
        <ResponseBar />
      </div>
    </SceneHeader>
  );
}
