import { Send } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { docsRoutes } from '../../../server/contract/control/docs-routes.ts';
import type { RouteReply } from '../../../server/contract/route.ts';
import { Button } from '../../components/Button.tsx';
import { isJsonFault, layoutJson } from '../../components/body/json-layout.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { TextAreaField, TextField } from '../../components/Field.tsx';
import { Status } from '../../components/Status.tsx';
import { useAct } from '../../stores/use-act.ts';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { durationText } from '../../text/amount-text.ts';
import { type ApiRoute, curlOf, filledPath, sampleBody } from './api-samples.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { useOwnUrls } from './use-own-urls.ts';

type Tried = RouteReply<(typeof docsRoutes)['tryExposee']>;

/** One route: what it takes, a button that calls it, and what it answered. */
export function TryIt({ route }: { route: ApiRoute }) {
  const { exposee, receiver } = useOwnUrls();
  const needsKey =
    useResource(useWorkbench().resources.settings).data?.exposee_api_key_set ?? false;
  const [typed, setTyped] = useState<string | null>(null);
  const [parameter, setParameter] = useState('');
  const sample = sampleBody(route.id, receiver);
  const body = typed ?? (sample === undefined ? '' : JSON.stringify(sample, null, 2));
  const bodyText = route.hasBody ? body : undefined;
  const path = filledPath(route.path, parameter);
  const call = useTry(route, path, bodyText);
  return (
    <section
      aria-label={`${route.method} ${route.path}`}
      className="grid content-start gap-3 rounded-card border border-line bg-panel p-4"
    >
      <header>
        <h3 className="mono text-pane font-semibold break-all">
          <span className="text-exposee">{route.method}</span> {route.path}
        </h3>
        <p className="text-body text-ink-2">
          {route.summary}. Answers {route.status}.
        </p>
      </header>
      {route.path.includes('{') ? (
        <TextField
          label="id"
          isMono
          placeholder="from POST /webhook"
          value={parameter}
          onChange={(event) => setParameter(event.target.value)}
        />
      ) : null}
      {route.hasBody ? (
        <TextAreaField
          label="Body"
          isMono
          rows={Math.min(12, Math.max(4, body.split('\n').length + 1))}
          value={body}
          error={call.bodyFault}
          onChange={(event) => setTyped(event.target.value)}
        />
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="primary"
          icon={Send}
          command="submit"
          isBusy={call.isBusy}
          blockedBy={call.blockedBy}
          onClick={call.run}
        >
          Send
        </Button>
        <span className="inline-flex items-center gap-1 text-body text-ink-2">
          <CopyButton
            label="Copy as cURL"
            text={curlOf({ method: route.method, url: exposee + path, bodyText, needsKey })}
          />
          cURL
        </span>
        <span className="text-table text-ink-3">Send calls the server that is running.</span>
      </div>
      {call.answer ? <Answer answer={call.answer} /> : null}
    </section>
  );
}

function useTry(route: ApiRoute, path: string, bodyText: string | undefined) {
  const { client } = useWorkbench();
  const lostReason = useBlockedBy();
  const [answer, setAnswer] = useState<Tried | null>(null);
  const { method } = route;
  const send = useAct(
    useCallback(async () => {
      if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') {
        return;
      }
      const body = { method, path, ...(bodyText === undefined ? {} : { body_text: bodyText }) };
      setAnswer(await client.call('tryExposee', { body }));
    }, [client, method, path, bodyText]),
  );
  const layout = bodyText === undefined ? null : layoutJson(bodyText);
  const bodyFault =
    layout !== null && isJsonFault(layout) ? `Not JSON: ${layout.message}.` : undefined;
  const blockedBy =
    lostReason ?? (path.includes('{') ? 'Write the id that the path asks for.' : undefined);
  const commands = useMemo(
    () => [{ id: 'submit' as const, title: `Send ${method} ${path}`, blockedBy, run: send.run }],
    [method, path, blockedBy, send.run],
  );
  useCommands(commands);
  return { run: () => send.run(), isBusy: send.isBusy, answer, bodyFault, blockedBy };
}

function Answer({ answer }: { answer: Tried }) {
  const isFine = answer.status >= 200 && answer.status < 300;
  return (
    <section aria-label="Answer" className="grid gap-2 border-t border-line pt-3">
      <p role="status" className="flex flex-wrap items-center gap-2 text-body">
        <Status kind={isFine ? 'delivered' : 'failed'}>{String(answer.status)}</Status>
        <span className="tabular text-ink-2">{durationText(answer.duration_ms)}</span>
        <span className="mono text-table text-ink-3">
          {answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''}
        </span>
      </p>
      {answer.body_text === '' ? (
        <p className="text-body text-ink-2">No body.</p>
      ) : (
        <CodeBlock label="Body of the answer" code={shownBody(answer.body_text)} />
      )}
      {answer.is_cut ? (
        <p className="text-table text-ink-3">Cut here: the body is longer.</p>
      ) : null}
      {answer.body_text.includes('[redacted]') ? (
        <p className="text-table text-ink-3">
          Docs show no secret. The subscription’s page shows it on demand.
        </p>
      ) : null}
    </section>
  );
}

/** Indented where it is JSON that loses nothing by it. */
function shownBody(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}
