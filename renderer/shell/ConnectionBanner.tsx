import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { ServerState } from '../../server/contract/shell-bridge.ts';
import { Banner } from '../components/Banner.tsx';
import { Button } from '../components/Button.tsx';
import { clockText } from '../components/TimeText.tsx';
import { useResource, useWorkbench } from '../stores/use-workbench.ts';

/** Ongoing states of the server, in a landmark of their own between the bars. */
export function ConnectionBanner() {
  return (
    <section aria-label="Server" className="empty:hidden">
      <ServerBanner />
    </section>
  );
}

/** The most serious one: one at a time. */
function ServerBanner() {
  const { link, resources, platform } = useWorkbench();
  const live = useStore(link, (state) => state.live);
  const { data: state } = useResource(resources.state);
  const shell = useShellState();
  if (shell?.kind === 'stopped') {
    return (
      <Banner
        tone="fail"
        actions={
          <>
            {platform.restartServer ? (
              <ActButton act={platform.restartServer} label="Restart" />
            ) : null}
            {platform.showLog ? <ActButton act={platform.showLog} label="Show log" /> : null}
          </>
        }
      >
        The capture server stopped. Senders are being refused.
      </Banner>
    );
  }
  if (live.kind === 'lost') {
    return <LostBanner retryAt={live.retryAt} since={live.since} />;
  }
  if (state?.storage.is_full) {
    return (
      <Banner
        tone="fail"
        actions={
          <Link href="/settings/storage" className="font-medium underline">
            Free space
          </Link>
        }
      >
        Disk is full: new requests are answered but not stored.
      </Banner>
    );
  }
  const warning = state?.warnings[0];
  return warning ? <Banner tone="warn">{warning.text}</Banner> : null;
}

function ActButton({ act, label }: { act: () => Promise<void>; label: string }) {
  const { notices } = useWorkbench();
  return (
    <Button
      onClick={() => {
        act().catch(() => notices.show(`${label} failed.`, { tone: 'failed' }));
      }}
    >
      {label}
    </Button>
  );
}

function LostBanner({ retryAt, since }: { retryAt: Date; since: Date }) {
  const { link, live } = useWorkbench();
  const lastFrameAt = useStore(link, (state) => state.lastFrameAt);
  const seconds = useSecondsTo(retryAt);
  const shownUpTo = clockText((lastFrameAt ?? since).toISOString(), false);
  return (
    <Banner tone="fail" actions={<Button onClick={() => live.retryNow()}>Retry now</Button>}>
      Lost the local server. Showing data up to {shownUpTo}.{' '}
      {seconds > 0 ? `Retrying in ${seconds} s.` : 'Retrying…'}
    </Banner>
  );
}

function useSecondsTo(moment: Date): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((moment.getTime() - nowMs) / 1000));
}

function useShellState(): ServerState | null {
  const { platform, notices } = useWorkbench();
  const [state, setState] = useState<ServerState | null>(null);
  useEffect(
    () =>
      platform.onServerState((next) => {
        setState(next);
        if (next.kind === 'stopped') {
          notices.alert('The capture server stopped. Senders are being refused.');
        }
      }),
    [platform, notices],
  );
  return state;
}
