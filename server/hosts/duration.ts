const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What a duration looks like, for error texts. */
export const DURATION_TAKES = 'a duration such as 500ms, 15s, 5m, 2h or 1d';

/** Milliseconds of `500ms`, `15s`, `5m`, `2h`, `1d`; a bare number is milliseconds. */
export function findDurationMs(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)?$/i.exec(text.trim());
  if (!parts) {
    return undefined;
  }
  const unitMs = UNIT_MS[parts[2]?.toLowerCase() ?? 'ms'] ?? 1;
  return Math.round(Number(parts[1]) * unitMs);
}

/** `2h 5m`, `15s`, `350ms`: at most the two largest units that matter. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) {
    return `${Math.round(durationMs)}ms`;
  }
  const parts: string[] = [];
  let restMs = durationMs;
  for (const [unit, unitMs] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const) {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    if (count > 0) {
      parts.push(`${count}${unit}`);
    }
  }
  return parts.slice(0, 2).join(' ');
}
