import { useCallback, useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
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
