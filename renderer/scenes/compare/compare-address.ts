import type { CompareOptions, CompareSide } from '../../../server/contract/exchange.ts';

/** `/compare?left=cap_1&right=dlv_2`: two captures, or a delivery's last attempt on a side. */
export function compareAddress(leftId: string, rightId: string): string {
  return `/compare?left=${encodeURIComponent(leftId)}&right=${encodeURIComponent(rightId)}`;
}

/** What a side of the address means; null where it is no id. */
export function sideOf(id: string | null): CompareSide | null {
  if (id === null || !/^(cap|dlv)_\w+$/.test(id)) {
    return null;
  }
  const side = id.startsWith('cap_') ? { capture_id: id } : { delivery_id: id };
  return side as CompareSide;
}

export const IGNORABLE = [
  { key: 'ignore_whitespace', label: 'Ignore whitespace' },
  { key: 'ignore_key_order', label: 'Ignore key order' },
  { key: 'ignore_timestamps', label: 'Ignore timestamps' },
] as const satisfies readonly { key: keyof CompareOptions; label: string }[];

export function optionsOf(params: URLSearchParams): CompareOptions {
  return {
    ignore_whitespace: params.has('ignore_whitespace'),
    ignore_key_order: params.has('ignore_key_order'),
    ignore_timestamps: params.has('ignore_timestamps'),
  };
}
