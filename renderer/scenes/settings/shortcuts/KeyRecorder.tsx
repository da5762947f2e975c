import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  type WindowCommandId,
  windowCommand,
} from '../../../../server/contract/window-commands.ts';
import { Button } from '../../../components/Button.tsx';
import { keyLabel } from '../../../components/key-label.ts';
import { isModifierAlone, type Reserved, reservedFor } from '../../../shell/reserved-keys.ts';
import { chordOf, isCharacterChord } from '../../../stores/keyboard.ts';
import { commandsInTheWay, type KeySettings } from '../../../stores/keymap.ts';
import type { Bindings } from './use-bindings.ts';

/** How long a letter waits for a second one before it stands alone. */
const SEQUENCE_MS = 1000;

interface KeyRecorderProps {
  id: WindowCommandId;
  settings: KeySettings;
  bindings: Bindings;
  onDone: () => void;
}

/** Takes the next keys that are pressed; Tab leaves and Esc cancels, so it holds nobody. */
export function KeyRecorder({ id, settings, bindings, onDone }: KeyRecorderProps) {
  const recording = useRecording({ id, settings, bindings, onDone });
  const { pressed, refusal, taken } = recording;
  const field = useRef<HTMLButtonElement>(null);
  useEffect(() => field.current?.focus(), []);
  function onBlur(event: FocusEvent): void {
    // Some browsers give focus to nothing when a button is clicked: that is no leaving.
    if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) {
      onDone();
    }
  }
  return (
    <fieldset onBlur={onBlur} className="flex flex-wrap items-center gap-2 pt-1 pb-2">
      <legend className="sr-only">New keys of “{windowCommand(id).title}”</legend>
      <button
        ref={field}
        type="button"
        onKeyDown={recording.onKeyDown}
        className="h-8 min-w-48 rounded-control border border-dashed border-edge bg-canvas px-3 text-body text-ink-2"
      >
        {promptText(pressed, taken)}
      </button>
      {taken === null ? (
        <Button
          look="quiet"
          onClick={() => {
            bindings.unbind(id);
            onDone();
          }}
        >
          No keys
        </Button>
      ) : (
        <Button look="primary" onClick={recording.takeOver}>
          Use {keyLabel(taken.keys)} here
        </Button>
      )}
      <Button look="quiet" onClick={onDone}>
        Cancel
      </Button>
      <p role="status" className="w-full text-table">
        {refusal ? <span className="text-fail">{refusal}</span> : null}
        {taken ? <span className="text-warn">{takenText(taken)}</span> : null}
      </p>
    </fieldset>
  );
}

interface Taken {
  keys: string;
  by: readonly WindowCommandId[];
}

function promptText(pressed: string | null, taken: Taken | null): string {
  if (taken !== null) {
    return keyLabel(taken.keys);
  }
  return pressed === null ? 'Press the new keys. Esc cancels.' : `${keyLabel(pressed)} …`;
}

function takenText({ keys, by }: Taken): string {
  const names = by.map((id) => `“${windowCommand(id).title}”`).join(', ');
  const them = by.length === 1 ? 'it' : 'they';
  return `${keyLabel(keys)} is already in use: ${names}. Use it here and ${them} will lose that key, or press others.`;
}

function refusalText(chord: string, { by, does }: Reserved): string {
  const name = keyLabel(chord);
  if (by === 'browser') {
    return `${name} ${does}: the browser keeps it for itself. Press other keys.`;
  }
  return `${name} ${does}, and must go on doing so. Press other keys.`;
}

function useRecording({ id, settings, bindings, onDone }: KeyRecorderProps) {
  const [pressed, setPressed] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function settle(keys: string): void {
    setPressed(null);
    const by = commandsInTheWay(keys, id, settings);
    if (by.length === 0) {
      bindings.bind(id, keys);
      onDone();
    } else {
      setTaken({ keys, by });
    }
  }

  function take(chord: string): void {
    clearTimeout(timer.current);
    setTaken(null);
    const reserved = reservedFor(chord, settings.isDesktop);
    setRefusal(reserved ? refusalText(chord, reserved) : null);
    if (reserved) {
      setPressed(null);
    } else if (pressed !== null) {
      settle(`${pressed} ${chord}`);
    } else if (isCharacterChord(chord)) {
      setPressed(chord);
      timer.current = setTimeout(() => settle(chord), SEQUENCE_MS);
    } else {
      settle(chord);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const isLeaving = event.key === 'Tab' && !event.ctrlKey && !event.metaKey;
    if (isLeaving || isModifierAlone(event.key)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      onDone();
    } else if (!event.repeat) {
      take(chordOf(event.nativeEvent));
    }
  }

  return {
    pressed,
    refusal,
    taken,
    onKeyDown,
    takeOver() {
      if (taken) {
        bindings.bind(id, taken.keys);
        onDone();
      }
    },
  };
}
