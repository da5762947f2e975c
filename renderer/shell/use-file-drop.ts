import { useEffect, useRef, useState } from 'react';

interface FileDrop {
  /** Files are held over the window. */
  isOver: boolean;
}

/** Files that are dropped anywhere on the window, and recordings that are pasted outside of fields. */
export function useFileDrop(onFiles: (files: File[]) => void): FileDrop {
  const [isOver, setOver] = useState(false);
  const newest = useRef(onFiles);
  newest.current = onFiles;
  useEffect(() => {
    // Every element on the way enters and leaves: only the last leave ends it.
    let depth = 0;
    function step(event: DragEvent, change: number): void {
      if (!holdsFiles(event.dataTransfer)) {
        return;
      }
      event.preventDefault();
      depth = Math.max(0, depth + change);
      setOver(depth > 0);
    }
    const onEnter = (event: DragEvent) => step(event, 1);
    const onLeave = (event: DragEvent) => step(event, -1);
    const onOver = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      }
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (holdsFiles(event.dataTransfer)) {
        event.preventDefault();
        newest.current([...event.dataTransfer.files]);
      }
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = isField(event.target) ? [] : pastedFiles(event.clipboardData);
      if (files.length > 0) {
        event.preventDefault();
        newest.current(files);
      }
    };
    const listeners = { dragenter: onEnter, dragleave: onLeave, dragover: onOver, drop: onDrop };
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as EventListener);
    }
    window.addEventListener('paste', onPaste);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name, listener as EventListener);
      }
      window.removeEventListener('paste', onPaste);
    };
  }, []);
  return { isOver };
}

function holdsFiles(data: DataTransfer | null): data is DataTransfer {
  return data?.types.includes('Files') ?? false;
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"]') !== null
  );
}

const RECORDING = /^\s*(\{\s*"log"\s*:|# Hookbench cassette|[A-Z]{3,20} \S+ HTTP\/1\.\d\r?\n)/;

/** Files on the clipboard, or a text that is a recording. */
function pastedFiles(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  const text = data?.getData('text/plain') ?? '';
  return files.length === 0 && RECORDING.test(text) ? [new File([text], 'The pasted text')] : files;
}
