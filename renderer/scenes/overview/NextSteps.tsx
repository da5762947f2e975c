import { useCallback } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { WindowCommandId } from '../../../server/contract/window-commands.ts';
import { Button } from '../../components/Button.tsx';
import { KeyCap } from '../../components/Tooltip.tsx';
import { startCommand } from '../../shell/use-keyboard.ts';
import { switchDemo } from '../../stores/demo.ts';
import { useAct } from '../../stores/use-act.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { countText, durationText } from '../../text/amount-text.ts';

/** What to do next while the demo is new; figures once there is traffic of one's own. */
export function NextSteps() {
  const { resources } = useWorkbench();
  const { data: settings } = useResource(resources.settings);
  const { data: subscriptions } = useResource(resources.subscriptions);
  const isFirstRun = (subscriptions ?? []).every((one) => one.is_demo);
  return (
    <section
      aria-label={isFirstRun ? 'Next steps' : 'Figures'}
      className="flex flex-wrap items-center gap-x-6 gap-y-2 rounded-card border border-line bg-panel px-4 py-3 text-body"
    >
      {isFirstRun ? (
        <>
          <span className="self-start leading-6 text-ink-3 max-sm:w-full">Next:</span>
          <div className="flex min-w-0 flex-1 basis-60 flex-wrap gap-x-6 gap-y-1">
            <Step href="/subscriptions?new" command="new">
              Register a real URL
            </Step>
            <Step command="receive">Receive from GitHub, Stripe…</Step>
            <Step href="/events" command="go.events">
              Compose an event
            </Step>
            <Step href="/burst" command="go.burst">
              Burst of 10,000
            </Step>
          </div>
        </>
      ) : (
        <>
          <Figures />
          <span className="flex-1" />
        </>
      )}
      {settings?.demo === 'on' ? <SkipDemo /> : null}
    </section>
  );
}

interface StepProps {
  /** None: the command itself is the step. */
  href?: string;
  command: WindowCommandId;
  children: string;
}

function Step({ href, command, children }: StepProps) {
  const workbench = useWorkbench();
  const look = 'flex min-h-6 items-center gap-2 rounded-control text-accent hover:underline';
  const words = (
    <>
      {children}
      <KeyCap command={command} />
    </>
  );
  return href === undefined ? (
    <button type="button" className={look} onClick={() => startCommand(workbench, command)}>
      {words}
    </button>
  ) : (
    <Link href={href} className={look}>
      {words}
    </Link>
  );
}

function Figures() {
  const { link, resources } = useWorkbench();
  const { data: state } = useResource(resources.state);
  const { data: subscriptions } = useResource(resources.subscriptions);
  const stats = useStore(link, (one) => one.stats) ?? state?.stats;
  if (!stats) {
    return null;
  }
  const { delivered, failed } = stats.ledger.deliveries;
  const settled = delivered + failed;
  const failing = (subscriptions ?? []).filter((one) => one.failing_since !== null).length;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 max-sm:grid max-sm:w-full max-sm:grid-cols-2">
      <Figure name="Success" value={settled === 0 ? '–' : percentText(delivered / settled)} />
      <Figure name="p95" value={stats.delivery_ms ? durationText(stats.delivery_ms.p95) : '–'} />
      <Figure name="Failing subscriptions" value={countText(failing)} />
      <Figure name="Sent" value={`${countText(Math.round(stats.deliveries_per_s))}/s`} />
      <Figure name="Captured" value={`${countText(Math.round(stats.captures_per_s))}/s`} />
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-col">
      <dt className="text-caption text-ink-3">{name}</dt>
      <dd className="tabular text-hero font-semibold">{value}</dd>
    </div>
  );
}

function percentText(share: number): string {
  return `${Number((Math.floor(share * 1000) / 10).toFixed(1))} %`;
}

function SkipDemo() {
  const workbench = useWorkbench();
  const skip = useAct(
    useCallback(
      () =>
        workbench.undo.perform({
          text: 'Removed the demo.',
          undo: () => switchDemo(workbench, true),
          redo: () => switchDemo(workbench, false),
        }),
      [workbench],
    ),
  );
  return (
    <Button look="quiet" isBusy={skip.isBusy} onClick={() => skip.run()}>
      Skip demo
    </Button>
  );
}
