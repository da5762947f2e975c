import { CopyButton } from '../../components/CopyButton.tsx';
import { AnswerSelect, ResponseBar } from '../../components/ResponseBar.tsx';
import { Fact, FactList } from '../../components/Scene.tsx';
import { Status } from '../../components/Status.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { shortUrl } from '../../text/host-of.ts';
import { RoleCard } from './RoleCard.tsx';

/** What you get: where it listens, what it checks, what it answers. */
export function ReceiverCard() {
  const { resources } = useWorkbench();
  const { data: state } = useResource(resources.state);
  const { data: inboxes } = useResource(resources.inboxes);
  const { data: dialects } = useResource(resources.dialects);
  const inbox = inboxes?.find((one) => one.is_demo) ?? inboxes?.[0];
  const base = (state?.receiver.public_url ?? state?.receiver.url ?? '').replace(/\/$/, '');
  const url = base + (inbox?.path ?? '/');
  const dialect = dialects?.find((one) => one.id === inbox?.dialect);
  return (
    <RoleCard title="Receiver ↙" subtitle="you get" tone="receiver">
      <FactList>
        <Fact name="Listening">
          {state ? (
            <>
              <span className="flex min-w-0 items-start gap-x-2">
                <span className="mono min-w-0 truncate leading-6 max-sm:break-all max-sm:whitespace-normal">
                  {shortUrl(url)}
                </span>
                <CopyButton label="Copy URL" text={url} />
              </span>
              {state.receiver.is_listening ? null : (
                <Status kind="failed">{state.receiver.error ?? 'not listening'}</Status>
              )}
            </>
          ) : (
            '–'
          )}
        </Fact>
        <Fact name="Checks as">
          {dialect?.name ?? 'any known dialect'}
          {inbox && inbox.secret_hints.length > 0 ? (
            <span className="text-table text-ink-3">knows the secret</span>
          ) : null}
        </Fact>
        <Fact name="Answers">
          <AnswerSelect />
        </Fact>
      </FactList>
      <div className="mt-4">
        <ResponseBar />
      </div>
    </RoleCard>
  );
}
