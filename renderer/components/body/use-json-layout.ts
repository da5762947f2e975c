import { useEffect, useState } from 'react';
import { type JsonFault, type JsonLayout, layoutJson } from './json-layout.ts';
import type { JsonWorkerAnswer } from './json-worker.ts';

/** Below this the layout takes a few milliseconds: a worker would only add flicker. */
const WORKER_FROM_BYTES = 128 * 1024;

export interface LaidOut {
  text: string;
  outcome: JsonLayout | JsonFault;
}

/** The layout of a body; null while a worker is at it. */
export function useJsonLayout(bytes: Uint8Array): LaidOut | null {
  const [result, setResult] = useState<{ of: Uint8Array; laidOut: LaidOut } | null>(null);
  const isSmall = bytes.byteLength < WORKER_FROM_BYTES;
  useEffect(() => {
    if (isSmall) {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      setResult({ of: bytes, laidOut: { text, outcome: layoutJson(text) } });
      return;
    }
    const worker = new Worker(new URL('./json-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (event: MessageEvent<JsonWorkerAnswer>) => {
      setResult({ of: bytes, laidOut: event.data });
      worker.terminate();
    });
    worker.postMessage(bytes);
    return () => worker.terminate();
  }, [bytes, isSmall]);
  return result?.of === bytes ? result.laidOut : null;
}
