import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { JsonEditor } from './json-editor.ts';

export interface JsonFieldHandle {
  showLine(line: number): void;
}

export interface JsonFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  onSubmit: () => void;
  handle?: Ref<JsonFieldHandle>;
}

/** An editor for JSON; a plain text field until its code is here. */
export function JsonField({ label, value, onChange, onSubmit, handle }: JsonFieldProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<JsonEditor | null>(null);
  const [isReady, setReady] = useState(false);
  const newest = useRef({ value, onChange, onSubmit });
  newest.current = { value, onChange, onSubmit };
  useImperativeHandle(handle, () => ({ showLine: (line) => editor.current?.showLine(line) }));
  useEffect(() => {
    let isGone = false;
    import('./json-editor.ts')
      .then(({ createJsonEditor }) => {
        if (isGone || !host.current) {
          return;
        }
        editor.current = createJsonEditor(host.current, {
          label,
          text: newest.current.value,
          onChange: (text) => newest.current.onChange(text),
          onSubmit: () => newest.current.onSubmit(),
        });
        setReady(true);
      })
      .catch((error: unknown) => console.warn('The editor could not be loaded:', error));
    return () => {
      isGone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, [label]);
  useEffect(() => editor.current?.setText(value), [value]);
  return (
    <div className="relative min-h-0 flex-1 overflow-hidden focus-within:outline-2 focus-within:-outline-offset-2 focus-within:outline-accent">
      <div ref={host} className="absolute inset-0" />
      {isReady ? null : (
        <textarea
          aria-label={label}
          value={value}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
          className="mono absolute inset-0 resize-none bg-panel p-2 text-table"
        />
      )}
    </div>
  );
}
