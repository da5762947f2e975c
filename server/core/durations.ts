const UNITS: readonly (readonly [number, string])[] = [
  [24 * 60 * 60 * 1000, 'day'],
  [60 * 60 * 1000, 'hour'],
  [60 * 1000, 'minute'],
  [1000, 'second'],
];

/** A duration in words, cut to its largest unit with at most one decimal: `5 minutes`, `1.5 hours`, `0.3 seconds`. */
export function durationText(durationMs: number): string {
  const [sizeMs, name] = UNITS.find(([unitMs]) => durationMs >= unitMs) ?? [1000, 'second'];
  const amount = Math.round((durationMs / sizeMs) * 10) / 10;
  return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}
