import { useSyncExternalStore } from 'react';

const COMPACT_PX = 28;

/** The height of list rows in pixels, as the density's token says. */
export function useRowHeight(): number {
  return useSyncExternalStore(onDensityChange, readRowHeight);
}

function readRowHeight(): number {
  const text = getComputedStyle(document.documentElement).getPropertyValue('--row-height');
  return Number.parseInt(text, 10) || COMPACT_PX;
}

function onDensityChange(listen: () => void): () => void {
  const observer = new MutationObserver(listen);
  observer.observe(document.documentElement, { attributeFilter: ['data-density'] });
  return () => observer.disconnect();
}
