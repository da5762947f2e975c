import { parseJsonBody, readPath } from './json-path.ts';

/** Adyen sends one item a notification; the signature is in it and covers these fields. */
export const ADYEN_ITEM = 'notificationItems[0].NotificationRequestItem';
export const ADYEN_SIGNATURE = `${ADYEN_ITEM}.additionalData.hmacSignature`;

const FIELDS = [
  'pspReference',
  'originalReference',
  'merchantAccountCode',
  'merchantReference',
  'amount.value',
  'amount.currency',
  'eventCode',
  'success',
];

/** The eight fields joined by colons, an absent one empty; undefined where the body has no item. */
export function adyenText(bodyBytes: Uint8Array | undefined): string | undefined {
  const item = readPath(parseJsonBody(bodyBytes ?? new Uint8Array()), ADYEN_ITEM);
  if (typeof item !== 'object' || item === null) {
    return undefined;
  }
  return FIELDS.map((field) => String(readPath(item, field) ?? '')).join(':');
}
