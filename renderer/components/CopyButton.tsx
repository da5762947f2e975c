import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './Button.tsx';
import type { ShownKeys } from './shown-keys.ts';

export interface CopyButtonProps extends ShownKeys {
  /** What is copied, in words: "Copy URL". */
  label: string;
  text: string | (() => string);
  onCopied?: () => void;
}

export function CopyButton({ label, text, keys, command, onCopied }: CopyButtonProps) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    const timer = isDone ? setTimeout(() => setDone(false), 1500) : undefined;
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <IconButton
      label={isDone ? 'Copied' : label}
      icon={isDone ? Check : Copy}
      {...{ keys, command }}
      onClick={(event) => {
        event.stopPropagation();
        copyText(typeof text === 'string' ? text : text())
          .then(() => {
            setDone(true);
            onCopied?.();
          })
          .catch((error: unknown) => console.warn('The clipboard refused:', error));
      }}
    />
  );
}

export function copyText(text: string): Promise<void> {
  return navigator.clipboard.writeText(text);
}
