import { useState } from 'react';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ScrollBox } from '../../components/ScrollBox.tsx';
import { countText } from '../../text/amount-text.ts';
import type { PreviewState } from './use-preview.ts';

/** The request as it would go out, addressee by addressee. Ids, time and signature are new each time. */
export function PreviewPane({ preview: { preview, fault } }: { preview: PreviewState }) {
  const [chosen, setChosen] = useState(0);
  if (preview === null) {
    return fault === null ? <SkeletonLines /> : null;
  }
  const request = preview.requests[chosen] ?? preview.requests[0];
  return (
    <section aria-label="Preview" className="grid gap-2 border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-2 text-table text-ink-2">
        {preview.requests.length > 1 ? (
          <label className="flex items-center gap-1.5">
            To
            <select
              value={chosen}
              onChange={(event) => setChosen(Number(event.target.value))}
              className="h-6 max-w-72 rounded-control border border-edge bg-panel px-1 text-ink"
            >
              {preview.requests.map((one, index) => (
                <option key={one.subscription_id ?? one.url} value={index}>
                  {one.to} ({one.dialect})
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <span className="tabular">{totalText(preview.total)}</span>
        <span className="text-ink-3">Ids, time and signature are made anew when it is sent.</span>
      </div>
      {request === undefined ? null : <RequestText request={request} />}
    </section>
  );
}

function totalText(total: number): string {
  if (total === 0) {
    return 'No subscription wants this event: it would only be stored.';
  }
  return total === 1 ? 'One request an event.' : `${countText(total)} requests an event.`;
}

type Request = NonNullable<PreviewState['preview']>['requests'][number];

function RequestText({ request }: { request: Request }) {
  const { pathname, search } = new URL(request.url);
  const head = [
    `${request.method} ${pathname}${search} HTTP/1.1`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ].join('\n');
  return (
    <div className="relative min-w-0 rounded-card border border-line bg-canvas">
      <ScrollBox label={`Request to ${request.to}`} className="max-h-80 overflow-auto p-3 pr-10">
        <pre className="mono text-table">
          <span className="text-ink-2">{head}</span>
          {`\n\n${request.body_text}`}
        </pre>
      </ScrollBox>
      <span className="absolute top-2 right-2 rounded-control bg-panel">
        <CopyButton label="Copy the body" text={request.body_text} />
      </span>
    </div>
  );
}
