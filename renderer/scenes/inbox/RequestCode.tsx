import { useMemo } from 'react';
import type { CaptureDetail } from '../../../server/contract/capture.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { CodeTab } from '../code/CodeTab.tsx';
import type { CodeSource } from '../code/code-formats.ts';

/** A captured request as code. */
export function RequestCode({ detail }: { detail: CaptureDetail }) {
  const { client } = useWorkbench();
  const { id } = detail;
  const { dialect } = detail.signature;
  const source = useMemo<CodeSource>(
    () => ({
      id,
      dialect,
      exported: { what: 'captures', ids: [id] },
      loadBody: async () => (await client.captureBody(id, null)).bytes,
    }),
    [client, id, dialect],
  );
  return <CodeTab source={source} />;
}
