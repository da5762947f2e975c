import { useCallback, useState } from 'react';
import type { TunnelPreset, TunnelState } from '../../../server/contract/tunnel.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { SelectField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { useAct } from '../../stores/use-act.ts';
import {
  useBlockedBy,
  usePreference,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';

const KINDS: Record<TunnelState['state'], StatusKind> = {
  off: 'disabled',
  starting: 'pending',
  up: 'delivered',
  waiting: 'retrying',
};

/** An installed tunnel program, started and watched by the server. */
export function TunnelCard() {
  const { resources } = useWorkbench();
  const { data: tunnel, error } = useResource(resources.tunnel);
  return (
    <Section title="Tunnel">
      {tunnel ? (
        <>
          <p className="flex flex-wrap items-center gap-2 text-body" role="status">
            <Status kind={KINDS[tunnel.state]}>{tunnel.state}</Status>
            {tunnel.text}
          </p>
          {tunnel.url ? (
            <p className="flex items-center gap-1">
              <span className="mono text-body break-all">{tunnel.url}</span>
              <CopyButton label="Copy public URL" text={tunnel.url} />
            </p>
          ) : null}
          <ChangedUrl tunnel={tunnel} />
          <TunnelSwitch tunnel={tunnel} />
          {tunnel.output.length > 0 ? (
            <details>
              <summary className="text-table text-ink-2">What the program wrote</summary>
              <pre className="mono mt-1 max-h-48 overflow-auto rounded-card border border-line bg-canvas p-2 text-table">
                {tunnel.output.join('\n')}
              </pre>
            </details>
          ) : null}
        </>
      ) : (
        <p className="text-body text-ink-2">{error ?? 'Looking for tunnel programs…'}</p>
      )}
    </Section>
  );
}

/** "Public URL changed. 2 subscriptions use the old one." */
function ChangedUrl({ tunnel }: { tunnel: TunnelState }) {
  const { client, resources, notices } = useWorkbench();
  const move = useAct(
    useCallback(async () => {
      const { moved } = await client.call('moveRegistrations');
      await Promise.all([resources.tunnel.reload(), resources.subscriptions.reload()]);
      notices.show(`Gave the new URL to ${moved} subscriptions.`);
    }, [client, resources, notices]),
  );
  if (tunnel.registered_under_previous === 0) {
    return null;
  }
  const count = tunnel.registered_under_previous;
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-card bg-warn-tint px-3 py-2 text-body text-warn">
      <p className="flex-1">
        Public URL changed. {count} {count === 1 ? 'subscription uses' : 'subscriptions use'} the
        old one.
      </p>
      <Button isBusy={move.isBusy} onClick={() => move.run()}>
        {count === 2 ? 'Update both' : 'Update'}
      </Button>
    </div>
  );
}

function TunnelSwitch({ tunnel }: { tunnel: TunnelState }) {
  const { client, resources, preferences } = useWorkbench();
  const hasOpenedInbox = usePreference('hasOpenedInbox');
  const blockedBy = useBlockedBy();
  const installed = tunnel.presets.filter((one) => one.is_installed);
  const [preset, setPreset] = useState<TunnelPreset | undefined>(installed[0]?.preset);
  const [isAsking, setAsking] = useState(false);
  const start = useAct(
    useCallback(async () => {
      if (preset) {
        setAsking(false);
        preferences.change({ hasOpenedInbox: true });
        resources.tunnel.set(
          await client.call('startTunnel', { body: { preset, role: 'receiver' } }),
        );
      }
    }, [client, resources, preferences, preset]),
  );
  const stop = useAct(
    useCallback(async () => {
      resources.tunnel.set(await client.call('stopTunnel'));
    }, [client, resources]),
  );
  if (tunnel.state !== 'off') {
    return (
      <div>
        <Button isBusy={stop.isBusy} blockedBy={blockedBy} onClick={() => stop.run()}>
          Stop the tunnel
        </Button>
      </div>
    );
  }
  return (
    <>
      <div className="flex flex-wrap items-end gap-2">
        <SelectField
          label="Program"
          className="w-60"
          value={preset ?? ''}
          onChange={(event) =>
            setPreset(tunnel.presets.find((one) => one.preset === event.target.value)?.preset)
          }
        >
          {tunnel.presets.map((one) => (
            <option key={one.preset} value={one.preset} disabled={!one.is_installed}>
              {one.preset}
              {one.is_installed ? '' : ' (not installed)'}
            </option>
          ))}
        </SelectField>
        <Button
          isBusy={start.isBusy}
          blockedBy={blockedBy ?? (preset ? undefined : 'No tunnel program is installed.')}
          onClick={() => (hasOpenedInbox ? start.run() : setAsking(true))}
        >
          {hasOpenedInbox ? 'Start' : 'Start…'}
        </Button>
      </div>
      <p className="text-table text-ink-3">
        {tunnel.presets.find((one) => one.preset === preset)?.text ??
          'Install cloudflared or ngrok, or write the URL of a tunnel of your own below.'}
      </p>
      <Dialog
        title="Open your inbox to the internet?"
        description="Anyone with the public URL can send to your inbox. The control API stays local."
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button look="primary" onClick={() => start.run()}>
              Start {preset}
            </Button>
          </>
        }
      >
        <p className="text-body text-ink-2">
          {preset} runs as long as Hookbench does, or until you stop it here.
        </p>
      </Dialog>
    </>
  );
}
