/**
 * Says whether a list of records is the one of the last call. Records are replaced, never changed in place,
 * so comparing references is enough; a store that hands out one frozen list costs one comparison.
 */
export function createListMemory(): (now: readonly unknown[]) => boolean {
  let last: readonly unknown[] | undefined;
  let items: readonly unknown[] = [];
  return (now) => {
    if (now === last && Object.isFrozen(now)) {
      return true;
    }
    const isSame =
      last !== undefined &&
      items.length === now.length &&
      now.every((item, index) => item === items[index]);
    last = now;
    items = isSame ? items : [...now];
    return isSame;
  };
}
