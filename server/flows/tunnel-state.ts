import type { TunnelStart, TunnelState } from '../contract/tunnel.ts';
import { tunnelProgram } from '../core/tunnel-presets.ts';

/** A tunnel that was started and not stopped since. */
export interface RunningTunnel {
  readonly wish: TunnelStart;
  child: { stop(): Promise<void> } | undefined;
  state: 'starting' | 'up' | 'waiting';
  url: string | null;
  sinceMs: number;
  restarts: number;
  /** Ends in a row that came soon after their start. */
  failures: number;
  nextStartAtMs: number | null;
  why: string;
  cancelRest: () => void;
}

type Described = Omit<
  TunnelState,
  'previous_url' | 'registered_under_previous' | 'output' | 'presets'
>;

/** A running tunnel, or none, as the API shows it. */
export function describeTunnel(running: RunningTunnel | undefined): Described {
  if (!running) {
    return {
      state: 'off',
      text: 'No tunnel runs.',
      preset: null,
      role: null,
      url: null,
      since: null,
      restarts: 0,
      next_start_at: null,
    };
  }
  return {
    state: running.state,
    text: textOf(running),
    preset: running.wish.preset,
    role: running.wish.role,
    url: running.state === 'up' ? running.url : null,
    since: new Date(running.sinceMs).toISOString(),
    restarts: running.restarts,
    next_start_at:
      running.nextStartAtMs === null ? null : new Date(running.nextStartAtMs).toISOString(),
  };
}

function textOf(running: RunningTunnel): string {
  const { command } = tunnelProgram(running.wish.preset);
  switch (running.state) {
    case 'up':
      return `${command} leads ${running.url} to this ${running.wish.role}.`;
    case 'starting':
      return `${command} is starting; its public URL is not known yet.`;
    case 'waiting':
      return `${command} is down: ${running.why}. It is started again.`;
    default:
      return running.state satisfies never;
  }
}
