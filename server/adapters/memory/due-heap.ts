/** Something that waits for a moment. The heap keeps `heapIndex` for it; -1 while it is in none. */
export interface Due {
  dueMs: number;
  /** Ties go to whoever came first. */
  readonly order: number;
  heapIndex: number;
}

/** A binary heap by due time: the earliest is on top, and any can be taken out. */
export class DueHeap<Item extends Due> {
  private readonly items: Item[] = [];

  get size(): number {
    return this.items.length;
  }

  peek(): Item | undefined {
    return this.items[0];
  }

  push(item: Item): void {
    item.heapIndex = this.items.length;
    this.items.push(item);
    this.rise(item);
  }

  pop(): Item | undefined {
    const top = this.items[0];
    if (top !== undefined) {
      this.remove(top);
    }
    return top;
  }

  /** Does nothing where the item is not in the heap. */
  remove(item: Item): void {
    const index = item.heapIndex;
    if (index < 0) {
      return;
    }
    item.heapIndex = -1;
    const last = this.items.pop();
    if (last === undefined || last === item) {
      return;
    }
    this.place(last, index);
    this.rise(last);
    this.sink(last);
  }

  private place(item: Item, index: number): void {
    this.items[index] = item;
    item.heapIndex = index;
  }

  private rise(item: Item): void {
    let index = item.heapIndex;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.items[above];
      if (parent === undefined || !isEarlier(item, parent)) {
        break;
      }
      this.place(parent, index);
      index = above;
    }
    this.place(item, index);
  }

  private sink(item: Item): void {
    let index = item.heapIndex;
    for (;;) {
      const child = this.earlierChild(index);
      if (child === undefined || !isEarlier(child, item)) {
        break;
      }
      const below = child.heapIndex;
      this.place(child, index);
      index = below;
    }
    this.place(item, index);
  }

  private earlierChild(index: number): Item | undefined {
    const left = this.items[2 * index + 1];
    const right = this.items[2 * index + 2];
    return left !== undefined && right !== undefined && isEarlier(right, left) ? right : left;
  }
}

function isEarlier(a: Due, b: Due): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
