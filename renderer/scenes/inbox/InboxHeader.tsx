import { Plug } from 'lucide-react';
import { Link } from 'wouter';
import { IconButton } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { AnswerSelect, ResponseBar } from '../../components/ResponseBar.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { startCommand } from '../../shell/use-keyboard.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { hostOf, shortUrl } from '../../text/host-of.ts';

/** Where requests are received, what they get for an answer, and where they go on to. */
export function InboxHeader() {
  const workbench = useWorkbench();
  const { data: state } = useResource(workbench.resources.state);
  const url = state?.receiver.public_url ?? state?.receiver.url;
  return (
    <SceneHeader title="Inbox">
      {url ? (
        <span className="flex min-w-0 items-center gap-1">
          <span className="mono truncate text-body text-ink-2">{shortUrl(url)}</span>
          <CopyButton label="Copy receiver URL" text={url} />
          <IconButton
            label="Receive from a provider: URL, dialect, secret"
            icon={Plug}
            command="receive"
            onClick={() => startCommand(workbench, 'receive')}
          />
        </span>
      ) : null}
      <span className="flex-1" />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-table text-ink-3 max-sm:sr-only">Answer</span>
        <AnswerSelect />
        {/* Slim windows have room for two lines, not three. */}
        <div className="max-sm:order-last">
          <ResponseBar />
        </div>
        <ForwardMark />
      </div>
    </SceneHeader>
  );
}

/** Whether every request goes on to an app; set in Settings. */
function ForwardMark() {
  const { data: settings } = useResource(useWorkbench().resources.settings);
  const [first, ...more] = settings?.forward_urls ?? [];
  return (
    <Link
      href="/settings/forwarding"
      title={first === undefined ? 'No request is sent on to an app.' : [first, ...more].join('\n')}
      className="flex h-7 min-w-0 items-center gap-1.5 rounded-control px-1.5 text-table text-ink-2 hover:bg-raised"
    >
      Forward
      {first === undefined ? (
        <span className="text-ink-3">off</span>
      ) : (
        <span className="mono truncate text-ok">
          → {hostOf(first)}
          {more.length > 0 ? ` +${more.length}` : ''}
        </span>
      )}
    </Link>
  );
}
