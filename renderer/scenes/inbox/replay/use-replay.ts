import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useWorkbench } from '../../../stores/use-workbench.ts';

/** Sends a request again to the last target and tells how it went; without a target, asks for one. */
export function useReplay(): (captureId: string) => void {
  const { replays, notices } = useWorkbench();
  const [, navigate] = useLocation();
  return useCallback(
    (captureId) => {
      const openTab = () => navigate(addressOfTab(captureId, 'replay'), { replace: true });
      const replay = async () => {
        if ((await replays.targetOf(captureId)) === null) {
          replays.askTarget(captureId);
          openTab();
          notices.show('Say where to send it.');
          return;
        }
        const { runs } = await replays.run(captureId);
        const last = runs.at(-1);
        notices.show(last?.text ?? 'Nothing was sent.', {
          tone: last?.status == null || last.status >= 400 ? 'failed' : 'done',
          action: { label: 'Show', run: openTab },
        });
      };
      replay().catch(notices.refuse);
    },
    [replays, notices, navigate],
  );
}

/** The address of a tab of a request, with the filter that is in force. */
export function addressOfTab(captureId: string, tab: string): string {
  const params = new URLSearchParams(location.search);
  params.set('tab', tab);
  return `/inbox/${captureId}?${params}`;
}
