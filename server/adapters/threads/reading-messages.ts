import type { LineTable } from '../../core/line-table.ts';

/** What a reading thread is given when it starts. */
export interface ReadingData {
  readonly arena: SharedArrayBuffer;
}

/** Where whole lines lie in the arena: number of the reading, offset, bytes. Many at once: waking a thread is what costs. */
export type ToReader = readonly (readonly [number: number, offset: number, length: number])[];

export type FromReader =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'read';
      readonly tables: readonly (readonly [number: number, table: LineTable])[];
    };
