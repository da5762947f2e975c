import { useCallback, useState } from 'react';

/**
 * Where menus and tooltips are put: what stands outside of all landmarks is passed over by those
 * who go by them. It is looked for when one opens, since the bars are drawn before it is there.
 */
export function useMainLandmark(): readonly [HTMLElement | null, () => void] {
  const [landmark, setLandmark] = useState<HTMLElement | null>(null);
  const find = useCallback(() => setLandmark(document.querySelector('main')), []);
  return [landmark, find];
}
