import { useStore } from 'zustand';
import { CopyButton } from '../components/CopyButton.tsx';
import type { AnnounceMode } from '../stores/notices.ts';
import { usePreference, useResource, useWorkbench } from '../stores/use-workbench.ts';
import { countText, sizeText } from '../text/amount-text.ts';
import { hostOf } from '../text/host-of.ts';

export function StatusBar() {
  const { link, resources } = useWorkbench();
  const { data: state } = useResource(resources.state);
  const stats = useStore(link, (one) => one.stats) ?? state?.stats ?? null;
  const receiver = state?.receiver;
  return (
    <footer
      data-pane="Status bar"
      className="flex h-6 shrink-0 items-center gap-3 overflow-hidden border-t border-line bg-canvas px-3 text-caption whitespace-nowrap text-ink-2"
    >
      <ServerMark />
      {receiver ? (
        <span className="flex items-center gap-0.5 mono">
          {hostOf(receiver.public_url ?? receiver.url)}
          <CopyButton label="Copy receiver URL" text={receiver.public_url ?? receiver.url} />
        </span>
      ) : null}
      {stats ? (
        <>
          <span className="tabular max-[720px]:hidden">{countText(stats.captures_per_s)}/s</span>
          <span className="tabular max-[480px]:hidden">
            {countText(stats.ledger.captures.stored)} stored ({sizeText(stats.stored_bytes)})
          </span>
        </>
      ) : null}
      <span className="flex-1" />
      <AnnounceSwitch />
    </footer>
  );
}

function ServerMark() {
  const { link } = useWorkbench();
  const kind = useStore(link, (state) => state.live.kind);
  const [tone, text] = {
    connecting: ['border-info', 'Connecting…'],
    open: ['border-ok bg-ok', 'Server ready'],
    lost: ['border-fail', 'No connection'],
  }[kind] as [string, string];
  return (
    <span className="flex items-center gap-1.5">
      <span className={`size-2 rounded-full border-2 ${tone}`} aria-hidden="true" />
      {text}
    </span>
  );
}

const MODES: readonly { value: AnnounceMode; label: string }[] = [
  { value: 'off', label: 'Off' },
  { value: 'summary', label: 'Summary' },
  { value: 'each', label: 'Each' },
];

function AnnounceSwitch() {
  const { preferences } = useWorkbench();
  const announce = usePreference('announce');
  return (
    <label className="flex items-center gap-1 max-[720px]:hidden">
      Announce:
      <select
        value={announce}
        className="h-6 rounded-control bg-transparent text-caption text-ink-2"
        onChange={(event) => preferences.change({ announce: modeOf(event.target.value) })}
      >
        {MODES.map((mode) => (
          <option key={mode.value} value={mode.value}>
            {mode.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function modeOf(value: string): AnnounceMode {
  return MODES.find((mode) => mode.value === value)?.value ?? 'summary';
}
