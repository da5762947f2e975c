import { useEffect, useRef } from 'react';
import { switchDemo } from '../stores/demo.ts';
import { useResource, useWorkbench } from '../stores/use-workbench.ts';

/**
 * The first start offers the demo and makes it at once, whatever screen a new person begins on; Skip
 * demo takes it away again. A page that is left before that leaves it to the next one.
 */
export function useFirstRun(): void {
  const workbench = useWorkbench();
  const { data: settings } = useResource(workbench.resources.settings);
  const hasAsked = useRef(false);
  useEffect(() => {
    if (settings?.demo === 'offered' && !hasAsked.current) {
      hasAsked.current = true;
      switchDemo(workbench, true).catch(() =>
        workbench.notices.show('The demo could not be set up.', { tone: 'failed' }),
      );
    }
  }, [settings, workbench]);
}
