import { useSyncExternalStore } from 'react';

const COMPACT_PX = 28;

/** The height of list rows in pixels, as the density's token says. */
export function useRowHeight(): number {
  return useSyncExternalStore(onDensityChange, readRowHeight);
}

/** Asked at every draw of a list; to compute styles then would lay out the page in the middle of it. */
let known = { density: '', px: 0 };

function readRowHeight(): number {
  const density = document.documentElement.dataset.density ?? '';
  if (known.px === 0 || known.density !== density) {
    const text = getComputedStyle(document.documentElement).getPropertyValue('--row-height');
    known = { density, px: Number.parseInt(text, 10) || 0 };
  }
  return known.px || COMPACT_PX;
}

function onDensityChange(listen: () => void): () => void {
  const observer = new MutationObserver(listen);
  observer.observe(document.documentElement, { attributeFilter: ['data-density'] });
  return () => observer.disconnect();
}
