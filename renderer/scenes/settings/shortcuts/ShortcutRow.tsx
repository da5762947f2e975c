import { RotateCcw } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import {
  type WindowCommandId,
  windowCommand,
} from '../../../../server/contract/window-commands.ts';
import { Button, IconButton } from '../../../components/Button.tsx';
import { KeyCap } from '../../../components/Tooltip.tsx';
import { isCharacterChord } from '../../../stores/keyboard.ts';
import { boundKeys, type KeySettings } from '../../../stores/keymap.ts';
import { KeyRecorder } from './KeyRecorder.tsx';
import type { Bindings } from './use-bindings.ts';

interface ShortcutRowProps {
  id: WindowCommandId;
  settings: KeySettings;
  bindings: Bindings;
  isRecording: boolean;
  onRecord: (isOn: boolean) => void;
}

/** One command: what it is called, its keys, and how to change them. */
export function ShortcutRow({ id, settings, bindings, isRecording, onRecord }: ShortcutRowProps) {
  const { title } = windowCommand(id);
  const isChanged = settings.bindings[id] !== undefined;
  const change = useFocusAfterRecording(isRecording);
  return (
    <li className="px-3 py-1">
      <div className="flex min-h-7 flex-wrap items-center gap-x-2">
        <span className="grow basis-40 text-body">{title}</span>
        <span className="ml-auto flex items-center justify-end gap-1">
          <Keys id={id} settings={settings} />
          {isChanged ? (
            <IconButton
              label={`Reset the keys of “${title}”`}
              icon={RotateCcw}
              onClick={() => bindings.reset(id)}
            />
          ) : (
            <span className="w-6" />
          )}
          <span ref={change}>
            <Button
              look="quiet"
              aria-label={`Change the keys of “${title}”`}
              aria-expanded={isRecording}
              onClick={() => onRecord(!isRecording)}
            >
              Change
            </Button>
          </span>
        </span>
      </div>
      {isRecording ? (
        <KeyRecorder
          id={id}
          settings={settings}
          bindings={bindings}
          onDone={() => onRecord(false)}
        />
      ) : null}
    </li>
  );
}

function Keys({ id, settings }: Pick<ShortcutRowProps, 'id' | 'settings'>) {
  const keys = boundKeys(id, settings);
  if (keys.length === 0) {
    return <span className="text-table text-ink-3">no keys</span>;
  }
  return (
    <span className="flex flex-wrap justify-end gap-2">
      {keys.map((one) => {
        const isOff = !settings.hasLetterKeys && isCharacterChord(one);
        return (
          <span key={one} className={isOff ? 'line-through' : ''}>
            <KeyCap
              keys={one}
              className="rounded-control border border-line bg-canvas px-1.5 py-0.5 text-ink-2"
            />
            {isOff ? <span className="sr-only"> (switched off)</span> : null}
          </span>
        );
      })}
    </span>
  );
}

/** Once the recorder has closed, focus is on the button that opened it. */
function useFocusAfterRecording(isRecording: boolean) {
  const box = useRef<HTMLSpanElement>(null);
  const wasRecording = useRef(isRecording);
  useLayoutEffect(() => {
    if (wasRecording.current && !isRecording && document.activeElement === document.body) {
      box.current?.querySelector('button')?.focus();
    }
    wasRecording.current = isRecording;
  }, [isRecording]);
  return box;
}
