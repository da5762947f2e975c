import type { MacPlan, Piece } from './plan.ts';

/** A text as a double-quoted literal; the escapes of JSON are those of these languages too. */
export const quoted = (value: string) => JSON.stringify(value);

export function uses(plan: MacPlan, kind: Piece['kind']): boolean {
  return plan.pieces.some((piece) => piece.kind === kind);
}

/** `timestamp` and its window in seconds, or undefined where the clock is not looked at. */
export function windowOf({
  time,
}: MacPlan):
  | { readonly pastS: number; readonly futureS: number | undefined; readonly perS: number }
  | undefined {
  if (time?.pastMs === undefined) {
    return undefined;
  }
  return {
    pastS: time.pastMs / 1000,
    futureS: time.futureMs === undefined ? undefined : time.futureMs / 1000,
    perS: time.unit === 'ms' ? 1000 : 1,
  };
}

/** Every line moved in by so many blanks or tabs. */
export function indented(lines: readonly string[], margin: string): string[] {
  return lines.map((line) => (line === '' ? '' : margin + line));
}
