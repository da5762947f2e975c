import { Command as Cmdk } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import { type ClipboardEvent, type KeyboardEvent, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { KeyCap } from '../components/Tooltip.tsx';
import { useResource, useWorkbench } from '../stores/use-workbench.ts';
import { matchWords, withoutNoise } from './match-words.ts';
import {
  allEntries,
  type PaletteEntry,
  pastedEntries,
  startEntries,
  withRecent,
} from './palette-entries.ts';
import { pastedActs } from './pasted-acts.ts';

export interface PaletteProps {
  isOpen: boolean;
  onClose: () => void;
  navigate: (path: string) => void;
}

/** Commands, entities and pasted text in one field. Opens in one frame, without animation. */
export function Palette({ isOpen, onClose, navigate }: PaletteProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden="true" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-150 -translate-x-1/2 overflow-hidden rounded-dialog border border-line bg-panel text-ink shadow-float"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <PaletteList onClose={onClose} navigate={navigate} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteList({ onClose, navigate }: Omit<PaletteProps, 'isOpen'>) {
  const { preferences, platform } = useWorkbench();
  const pasted = usePastedText();
  const { text } = pasted;
  const entries = useEntries(pasted.full, navigate);
  const [chosenKey, setChosenKey] = useState('');
  function leave(act: () => void, { recent }: PaletteEntry): void {
    onClose();
    if (recent) {
      const { recents } = preferences.store.getState();
      preferences.change({ recents: withRecent(recents, recent) });
    }
    // After the dialog has given focus back, so that the act may move it.
    setTimeout(act, 0);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const isOpening = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    const entry = isOpening ? entries.find(({ key }) => key === chosenKey) : undefined;
    const path = entry?.path;
    if (entry && path !== undefined) {
      event.preventDefault();
      leave(() => platform.openWindow(path), entry);
    }
  }
  const groups = [...new Set(entries.map(({ group }) => group))];
  return (
    <Cmdk
      label="Command palette"
      loop
      shouldFilter={false}
      value={chosenKey}
      onValueChange={(key: string | undefined) => setChosenKey(key ?? '')}
      onKeyDown={onKeyDown}
    >
      <Cmdk.Input
        value={text}
        onValueChange={pasted.type}
        onPaste={pasted.paste}
        placeholder="Search, paste a URL or run a command"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-pane outline-none"
      />
      {/* Outside of the list box, whose children are options only. */}
      <Cmdk.Empty className="p-6 text-center text-body text-ink-2">
        Nothing is called “{text}”.
      </Cmdk.Empty>
      <Cmdk.List className="max-h-[50vh] overflow-y-auto p-2">
        {groups.map((group) => (
          <Cmdk.Group key={group} heading={group} className={GROUP}>
            {entries
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <PaletteItem key={entry.key} entry={entry} onPick={() => leave(entry.run, entry)} />
              ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  );
}

const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-ink-3';

/** Starts, everything that can be searched, or what can be done with what was pasted. */
function useEntries(text: string, navigate: (path: string) => void): readonly PaletteEntry[] {
  const workbench = useWorkbench();
  const commands = useStore(workbench.commands.store, (state) => state.commands);
  const subscriptions = useResource(workbench.resources.subscriptions).data;
  const types = useResource(workbench.resources.eventTypes).data;
  const views = useResource(workbench.resources.views).data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the entries are read from is named here
  const searched = useMemo(
    () => ({ start: startEntries(workbench, navigate), all: allEntries(workbench, navigate) }),
    [workbench, navigate, commands, subscriptions, types, views],
  );
  const acts = useMemo(() => pastedActs(text, workbench, navigate), [text, workbench, navigate]);
  if (acts.length > 0) {
    return pastedEntries(acts);
  }
  return text.trim() === '' ? searched.start : bestEntries(searched.all, text);
}

const MAX_RESULTS = 60;

/** Best first: the groups by their best row, and the rows of a group. */
function bestEntries(entries: readonly PaletteEntry[], text: string): PaletteEntry[] {
  return withoutNoise(
    entries.map((entry) => ({ entry, score: matchWords(text, entry.title, entry.words ?? '') })),
  )
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_RESULTS)
    .map(({ entry }) => entry);
}

const MAX_SHOWN_CHARS = 200;

/** A field of one line drops line breaks and chokes on megabytes: what was pasted is kept beside it. */
function usePastedText() {
  const [text, setText] = useState('');
  const [full, setFull] = useState<string | null>(null);
  return {
    text,
    full: full ?? text,
    type(next: string) {
      setText(next);
      setFull(null);
    },
    paste(event: ClipboardEvent<HTMLInputElement>) {
      const pasted = event.clipboardData.getData('text/plain').trim();
      if (pasted.includes('\n') || pasted.length > MAX_SHOWN_CHARS) {
        event.preventDefault();
        setText(pasted.slice(0, MAX_SHOWN_CHARS).replace(/\s+/g, ' '));
        setFull(pasted);
      }
    },
  };
}

function PaletteItem({ entry, onPick }: { entry: PaletteEntry; onPick: () => void }) {
  const { title, detail, command } = entry;
  return (
    <Cmdk.Item
      value={entry.key}
      onSelect={onPick}
      className="flex min-h-8 items-center gap-3 rounded-control px-2 text-body data-[selected=true]:bg-selected"
    >
      <span className="max-w-[70%] shrink-0 truncate">{title}</span>
      <span className="min-w-0 flex-1 truncate text-table text-ink-3">{detail}</span>
      {command ? <KeyCap command={command} /> : null}
    </Cmdk.Item>
  );
}
