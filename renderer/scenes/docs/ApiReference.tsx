import { Download } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { Button } from '../../components/Button.tsx';
import { Section } from '../../components/Scene.tsx';
import { SearchBox } from '../../components/SearchBox.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { API_ROUTES, type ApiRoute } from './api-samples.ts';
import { TryIt } from './TryIt.tsx';
import { useOwnUrls } from './use-own-urls.ts';

/** The exposee's routes, each ready to be tried against the server that is running. */
export function ApiReference() {
  const wanted = new URLSearchParams(useSearch()).get('route');
  const route = API_ROUTES.find(({ id }) => id === wanted) ?? API_ROUTES[0];
  const { exposee } = useOwnUrls();
  return (
    <>
      <Section title="For integrators">
        <p className="text-body text-ink-2">
          JSON in and out. An error is a problem document (RFC 9457) with{' '}
          <code className="mono">code</code> and <code className="mono">detail</code>. Integrators
          find this, with schemas, at <code className="mono break-all">{exposee}/docs</code>.
        </p>
        <OpenApiFiles />
      </Section>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 wide:grid-cols-[19rem_minmax(0,1fr)]">
        <RouteChoice chosen={route} />
        {route ? <TryIt key={route.id} route={route} /> : null}
      </div>
    </>
  );
}

function OpenApiFiles() {
  const { client, platform, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const save = useAct(
    useCallback(
      async (format: 'json' | 'yaml') => {
        const text = await client.call('exportOpenApi', { params: { format } });
        const name = `hookbench-openapi.${format}`;
        if (await platform.saveFile(name, new TextEncoder().encode(text))) {
          notices.show(`Saved ${name}.`);
        }
      },
      [client, platform, notices],
    ),
  );
  return (
    <div className="flex flex-wrap items-center gap-2 text-body">
      <span className="font-medium">OpenAPI 3.1</span>
      {(['json', 'yaml'] as const).map((format) => (
        <Button
          key={format}
          icon={Download}
          isBusy={save.isBusy}
          blockedBy={blockedBy}
          onClick={() => save.run(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </div>
  );
}

function RouteChoice({ chosen }: { chosen: ApiRoute | undefined }) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = API_ROUTES.filter(({ method, path, summary }) =>
    `${method} ${path} ${summary}`.toLowerCase().includes(wanted),
  );
  return (
    <div className="grid content-start gap-2">
      <SearchBox label="Search endpoints" text={text} onText={setText} />
      <ul
        aria-label="Routes"
        className="grid max-h-56 overflow-y-auto rounded-card border border-line bg-panel p-1 wide:max-h-none"
      >
        {shown.map(({ id, method, path, summary }) => (
          <li key={id}>
            <Link
              href={`/docs/api?route=${id}`}
              aria-current={id === chosen?.id ? 'true' : undefined}
              title={summary}
              className="ring-inside grid min-h-7 grid-cols-[3.5rem_minmax(0,1fr)] items-center gap-x-2 rounded-control px-2 text-table hover:bg-raised aria-[current=true]:bg-selected aria-[current=true]:shadow-[inset_3px_0_0_var(--accent)]"
            >
              <span className="mono font-semibold text-exposee">{method}</span>
              <code className="mono truncate">{path}</code>
            </Link>
          </li>
        ))}
      </ul>
      {shown.length === 0 ? (
        <p role="status" className="text-body text-ink-2">
          No match among {API_ROUTES.length} endpoints.
        </p>
      ) : null}
    </div>
  );
}
