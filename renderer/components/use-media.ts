import { useCallback, useSyncExternalStore } from 'react';

/** One a query: to ask for a new one at every draw would bring the page's styles up to date each time. */
const lists = new Map<string, MediaQueryList>();

function listOf(query: string): MediaQueryList {
  const known = lists.get(query) ?? window.matchMedia(query);
  lists.set(query, known);
  return known;
}

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const media = listOf(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => listOf(query).matches);
}

export type Breadth = 'narrow' | 'middle' | 'wide';

/** The three layouts: one pane, list above inspector, list beside inspector. */
export function useBreadth(): Breadth {
  const isWide = useMedia('(min-width: 1280px)');
  const isMiddle = useMedia('(min-width: 900px)');
  if (isWide) {
    return 'wide';
  }
  return isMiddle ? 'middle' : 'narrow';
}
