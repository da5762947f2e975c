import { isJsonFault, type JsonFault, type JsonLayout, layoutJson } from './json-layout.ts';

export interface JsonWorkerAnswer {
  text: string;
  outcome: JsonLayout | JsonFault;
}

/** Lays out large bodies off the main thread, so that the window stays quick. */
self.addEventListener('message', (event: MessageEvent<Uint8Array>) => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(event.data);
  const outcome = layoutJson(text);
  const answer: JsonWorkerAnswer = { text, outcome };
  const buffers = isJsonFault(outcome)
    ? []
    : Object.values({ ...outcome }).map((array) => array.buffer);
  self.postMessage(answer, { transfer: buffers });
});
