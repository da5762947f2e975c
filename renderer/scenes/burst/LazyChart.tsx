import { useEffect, useRef } from 'react';
import { useMedia } from '../../components/use-media.ts';
import { usePreference } from '../../stores/use-workbench.ts';
import type { RateChart } from './rate-chart.ts';

interface LazyChartProps<Data> {
  data: Data;
  /** Loads the code of charts, which is loaded when the first one is shown. */
  create: (host: HTMLElement, data: Data) => Promise<RateChart<Data>>;
  /** What the picture shows, in words. */
  label: string;
}

/** A chart in the colours of the theme, drawn anew when these change. */
export function LazyChart<Data>({ data, create, label }: LazyChartProps<Data>) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<RateChart<Data> | null>(null);
  const newest = useRef(data);
  newest.current = data;
  const theme = usePreference('theme');
  const isDark = useMedia('(prefers-color-scheme: dark)');
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the theme anew
  useEffect(() => {
    let isGone = false;
    const canvas = document.createElement('div');
    host.current?.append(canvas);
    create(canvas, newest.current)
      .then((made) => {
        if (isGone) {
          made.remove();
        } else {
          chart.current = made;
          made.show(newest.current);
        }
      })
      .catch((error: unknown) => console.warn('The chart could not be loaded:', error));
    return () => {
      isGone = true;
      chart.current?.remove();
      chart.current = null;
      canvas.remove();
    };
  }, [create, theme, isDark]);
  useEffect(() => chart.current?.show(data), [data]);
  return <div ref={host} role="img" aria-label={label} className="h-64 min-w-0" />;
}
