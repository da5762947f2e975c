import type { Settings, SettingsChange } from '../contract/settings.ts';
import {
  type TunnelPreset,
  TunnelPresetSchema,
  type TunnelStart,
  type TunnelState,
} from '../contract/tunnel.ts';
import { AppError } from '../core/errors.ts';
import { findTunnelUrl, tunnelCommand, tunnelProgram } from '../core/tunnel-presets.ts';
import type { TunnelProgram } from '../core/tunnel-program.ts';
import type { Clock, ConfigStores, LiveFeed, Log } from '../ports.ts';
import { describeTunnel, type RunningTunnel } from './tunnel-state.ts';

export interface TunnelDeps {
  readonly program: TunnelProgram;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly feed: Pick<LiveFeed, 'changed'>;
  readonly subscriptions: ConfigStores['subscriptions'];
  readonly settings: () => Pick<Settings, 'exposee_public_url' | 'receiver_public_url'>;
  readonly changeSettings: (change: SettingsChange) => Promise<unknown>;
  readonly portOf: (role: 'exposee' | 'receiver') => number;
}

export interface Tunnel {
  state(): TunnelState;
  start(wish: TunnelStart): Promise<TunnelState>;
  stop(): Promise<TunnelState>;
  /** Gives the new public URL to subscriptions under the previous one. Answers how many. */
  moveRegistrations(): Promise<number>;
  close(): Promise<void>;
}

const FIRST_REST_MS = 1_000;
const MAX_REST_MS = 60_000;
/** A program that ran this long was well: the back-off starts anew. */
const WELL_MS = 60_000;
const MAX_OUTPUT_LINES = 50;
const MAX_LINE = 500;

/** Runs one tunnel program, reads its URL, starts it again with back-off when it ends, and always says how it is. */
export function createTunnel(deps: TunnelDeps): Tunnel {
  return new TunnelRunner(deps);
}

class TunnelRunner implements Tunnel {
  readonly #deps: TunnelDeps;
  readonly #output: string[] = [];
  #running: RunningTunnel | undefined;
  #previousUrl: string | null = null;

  constructor(deps: TunnelDeps) {
    this.#deps = deps;
  }

  state(): TunnelState {
    const before = this.#previousUrl;
    return {
      ...describeTunnel(this.#running),
      previous_url: before,
      registered_under_previous: before === null ? 0 : this.#subscriptionsUnder(before).length,
      output: [...this.#output],
      presets: TunnelPresetSchema.options.map((preset) => this.#presetState(preset)),
    };
  }

  async start(wish: TunnelStart): Promise<TunnelState> {
    const { command, install } = tunnelProgram(wish.preset);
    if (!this.#deps.program.isInstalled(command)) {
      throw new AppError('unavailable', `preset: ${command} is not installed. Get it: ${install}.`);
    }
    // Arguments are checked before a tunnel that runs is given up.
    tunnelCommand(wish, this.#deps.portOf(wish.role));
    await this.close();
    this.#output.length = 0;
    this.#running = {
      wish,
      child: undefined,
      state: 'starting',
      url: null,
      sinceMs: this.#deps.clock.now(),
      restarts: 0,
      failures: 0,
      nextStartAtMs: null,
      why: '',
      cancelRest: () => undefined,
    };
    this.#launch(this.#running);
    return this.state();
  }

  async stop(): Promise<TunnelState> {
    const tunnel = this.#running;
    await this.close();
    if (tunnel?.url && this.#publicUrl(tunnel.wish.role) === tunnel.url) {
      this.#previousUrl = tunnel.url;
      await this.#setPublicUrl(tunnel.wish.role, null);
    }
    this.#deps.feed.changed('tunnel');
    return this.state();
  }

  async moveRegistrations(): Promise<number> {
    const before = this.#previousUrl;
    const now = this.#running?.url;
    if (before === null || !now) {
      throw new AppError('conflict', 'No tunnel is up, or its URL has not changed.');
    }
    const moved = this.#subscriptionsUnder(before).map((record) => ({
      ...record,
      url: now + record.url.slice(before.length),
    }));
    await this.#deps.subscriptions.putMany(moved);
    this.#deps.feed.changed('subscriptions');
    this.#deps.feed.changed('tunnel');
    return moved.length;
  }

  async close(): Promise<void> {
    const tunnel = this.#running;
    this.#running = undefined;
    tunnel?.cancelRest();
    await tunnel?.child?.stop();
  }

  #launch(tunnel: RunningTunnel): void {
    const { clock, program, portOf, feed } = this.#deps;
    const { wish } = tunnel;
    const startedMs = clock.monotonic();
    tunnel.state = 'starting';
    tunnel.sinceMs = clock.now();
    tunnel.nextStartAtMs = null;
    tunnel.child = program.start(tunnelCommand(wish, portOf(wish.role)), {
      line: (text) => this.#readLine(tunnel, text),
      end: (why) => this.#rest(tunnel, why, clock.monotonic() - startedMs),
    });
    feed.changed('tunnel');
  }

  #readLine(tunnel: RunningTunnel, text: string): void {
    this.#output.push(text.slice(0, MAX_LINE));
    this.#output.splice(0, Math.max(0, this.#output.length - MAX_OUTPUT_LINES));
    const url = findTunnelUrl(tunnel.wish.preset, text);
    const isNew = url !== undefined && (url !== tunnel.url || tunnel.state !== 'up');
    if (isNew && this.#running === tunnel) {
      this.#takeUrl(tunnel, url).catch((error: unknown) => {
        this.#deps.log.warn({ error }, 'the public URL of the tunnel could not be stored');
      });
    }
  }

  async #takeUrl(tunnel: RunningTunnel, url: string): Promise<void> {
    const { role, preset } = tunnel.wish;
    const before = this.#publicUrl(role);
    if (before !== null && before !== url) {
      this.#previousUrl = before;
    }
    const { child } = tunnel;
    tunnel.url = url;
    await this.#setPublicUrl(role, url);
    if (this.#running === tunnel && tunnel.child === child) {
      tunnel.state = 'up';
      tunnel.sinceMs = this.#deps.clock.now();
      this.#deps.log.info({ preset, url }, 'the tunnel is up');
    } else if (this.#running === undefined && this.#publicUrl(role) === url) {
      // Stopped while its URL was being stored.
      await this.#setPublicUrl(role, null);
    }
    this.#deps.feed.changed('tunnel');
  }

  /** The program ended by itself: it is started again, later each time that it ends soon. */
  #rest(tunnel: RunningTunnel, why: string, ranMs: number): void {
    if (this.#running !== tunnel) {
      return;
    }
    const { clock, log, feed } = this.#deps;
    tunnel.failures = ranMs >= WELL_MS ? 1 : tunnel.failures + 1;
    const restMs = Math.min(MAX_REST_MS, FIRST_REST_MS * 2 ** (tunnel.failures - 1));
    tunnel.state = 'waiting';
    tunnel.why = why;
    tunnel.child = undefined;
    tunnel.sinceMs = clock.now();
    tunnel.nextStartAtMs = clock.now() + restMs;
    log.warn({ preset: tunnel.wish.preset, why, restMs }, 'the tunnel program ended');
    tunnel.cancelRest = clock.after(restMs, () => {
      tunnel.restarts += 1;
      this.#launch(tunnel);
    });
    feed.changed('tunnel');
  }

  #publicUrl(role: TunnelStart['role']): string | null {
    const settings = this.#deps.settings();
    return role === 'receiver' ? settings.receiver_public_url : settings.exposee_public_url;
  }

  async #setPublicUrl(role: TunnelStart['role'], url: string | null): Promise<void> {
    await this.#deps.changeSettings(
      role === 'receiver' ? { receiver_public_url: url } : { exposee_public_url: url },
    );
  }

  #subscriptionsUnder(url: string) {
    return this.#deps.subscriptions.all().filter((record) => isUnder(record.url, url));
  }

  #presetState(preset: TunnelPreset): TunnelState['presets'][number] {
    const { command, install } = tunnelProgram(preset);
    const isInstalled = this.#deps.program.isInstalled(command);
    const text = isInstalled ? `${command} is installed.` : `Not found: ${install}.`;
    return { preset, is_installed: isInstalled, text };
  }
}

function isUnder(url: string, base: string): boolean {
  const rest = url.slice(base.length);
  return url.startsWith(base) && (rest === '' || /^[/?]/.test(rest));
}
