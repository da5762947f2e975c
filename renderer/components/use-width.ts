import { type RefObject, useLayoutEffect, useState } from 'react';

/** How wide an element is inside, in CSS pixels; without end until it has been measured. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) {
      return;
    }
    const measure = () => setWidthPx(box.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}
