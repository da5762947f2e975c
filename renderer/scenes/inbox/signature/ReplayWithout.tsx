import { RotateCcw } from 'lucide-react';
import { useMemo } from 'react';
import type { Explanation } from '../../../../server/contract/explain.ts';
import { Button } from '../../../components/Button.tsx';
import { base64OfBytes } from '../../../components/base64.ts';
import { useBlockedBy, useWorkbench } from '../../../stores/use-workbench.ts';
import { bodyWithoutSuspect } from '../../explain/signed-bytes.ts';
import { useReplay } from '../replay/use-replay.ts';

interface ReplayWithoutProps {
  captureId: string;
  explanation: Explanation;
}

/** Where bytes were only added on the way: the request as it was signed, ready to be sent. */
export function ReplayWithout({ captureId, explanation }: ReplayWithoutProps) {
  const { replays } = useWorkbench();
  const replay = useReplay();
  const blockedBy = useBlockedBy();
  const bytes = useMemo(() => bodyWithoutSuspect(explanation), [explanation]);
  if (bytes === null) {
    return null;
  }
  const prepare = () => {
    replays.change(captureId, {
      mode: 'exact',
      body: { kind: 'bytes', base64: base64OfBytes(bytes), sizeBytes: bytes.byteLength },
    });
    replay(captureId);
  };
  return (
    <Button icon={RotateCcw} blockedBy={blockedBy} onClick={prepare}>
      Replay without it
    </Button>
  );
}
