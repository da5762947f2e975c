import { exposeeRoutes } from '../../../server/contract/exposee-routes.ts';
import type { Route } from '../../../server/contract/route.ts';
import { Section } from '../../components/Scene.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { useOwnUrls } from './use-own-urls.ts';

const ROUTES: readonly Route[] = Object.values(exposeeRoutes);

/** The exposee's routes, from the table that the server itself is made from. */
export function ApiReference() {
  const { exposee } = useOwnUrls();
  return (
    <>
      <Section title="For integrators">
        <p className="text-body text-ink-2">
          JSON in and out. An error is a problem document (RFC 9457) with{' '}
          <code className="mono">code</code> and <code className="mono">detail</code>. Integrators
          find this, with schemas, at <code className="mono break-all">{exposee}/docs</code>.
        </p>
        <ul aria-label="Routes" className="grid rounded-card border border-line bg-panel">
          {ROUTES.map((route) => (
            <li
              key={route.id}
              className="grid grid-cols-[4rem_minmax(0,1fr)] items-baseline gap-x-3 border-t border-line px-3 py-1.5 first:border-t-0 mid:grid-cols-[4rem_13rem_minmax(0,1fr)]"
            >
              <span className="mono text-table font-semibold text-exposee">{route.method}</span>
              <code className="mono text-table break-all">{route.path}</code>
              <span className="col-start-2 text-table text-ink-2 mid:col-start-3">
                {route.summary}. Answers {route.status}.
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="OpenAPI 3.1">
        <CodeBlock label="Fetch the OpenAPI description" code={`curl ${exposee}/openapi.json`} />
      </Section>
    </>
  );
}
