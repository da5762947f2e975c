/** How many lines at the top are newer than a running number. Lines are newest first. */
export function countNewer(
  ids: readonly string[],
  numberOf: (id: string) => number,
  number: number,
): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(ids[middle] ?? '') > number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
