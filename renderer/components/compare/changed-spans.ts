export interface Span {
  start: number;
  end: number;
}

/** What lies between the equal start and the equal end of two bodies, on each side; empty where nothing does. */
export function changedSpans(left: Uint8Array, right: Uint8Array): readonly [Span, Span] {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) {
    start += 1;
  }
  let tail = 0;
  while (
    tail < shorter - start &&
    left[left.length - 1 - tail] === right[right.length - 1 - tail]
  ) {
    tail += 1;
  }
  return [
    { start, end: left.length - tail },
    { start, end: right.length - tail },
  ];
}
