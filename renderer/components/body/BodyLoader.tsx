import { type ReactNode, useEffect, useState } from 'react';
import { sizeText } from '../../text/amount-text.ts';
import { Button } from '../Button.tsx';

/** Up to here a body is fetched as a whole; of larger ones the first part, until asked for all. */
const WHOLE_UP_TO_BYTES = 1024 * 1024;
const FIRST_PART_BYTES = 256 * 1024;

export interface LoadedBody {
  bytes: Uint8Array<ArrayBuffer>;
  totalBytes: number;
}

export interface BodyLoaderProps {
  /** Changes with what is shown. */
  id: string;
  sizeBytes: number;
  load: (maxBytes: number | null, signal: AbortSignal) => Promise<LoadedBody>;
  children: (bytes: Uint8Array<ArrayBuffer>, isWhole: boolean) => ReactNode;
}

/** Fetches a body when it is looked at, a large one in part at first. */
export function BodyLoader({ id, sizeBytes, load, children }: BodyLoaderProps) {
  const [wantsAllOf, setWantsAllOf] = useState<string | null>(null);
  const isWhole = sizeBytes <= WHOLE_UP_TO_BYTES || wantsAllOf === id;
  const { body, error } = useBody(id, isWhole, load);
  if (error !== null) {
    return <p className="p-4 text-body text-fail">{error}</p>;
  }
  if (body === null) {
    return <SkeletonLines />;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {isWhole ? null : (
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-1 text-table text-ink-2">
          The first {sizeText(FIRST_PART_BYTES)}.
          <Button look="quiet" className="h-6 text-accent" onClick={() => setWantsAllOf(id)}>
            Show all {sizeText(sizeBytes)}
          </Button>
        </div>
      )}
      {children(body.bytes, isWhole)}
    </div>
  );
}

function useBody(id: string, isWhole: boolean, load: BodyLoaderProps['load']) {
  const [state, setState] = useState<{
    key: string;
    body: LoadedBody | null;
    error: string | null;
  }>({
    key: '',
    body: null,
    error: null,
  });
  const key = `${id} ${isWhole}`;
  useEffect(() => {
    const abort = new AbortController();
    load(isWhole ? null : FIRST_PART_BYTES, abort.signal)
      .then((body) => setState({ key, body, error: null }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) {
          setState({ key, body: null, error: error instanceof Error ? error.message : 'failed' });
        }
      });
    return () => abort.abort();
  }, [key, isWhole, load]);
  return state.key === key ? state : { body: null, error: null };
}

export function SkeletonLines() {
  return (
    <div className="grid gap-2 p-4" aria-hidden="true">
      {[60, 45, 70, 35].map((width) => (
        <div key={width} className="skeleton h-4" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
