import { canonicalText } from './canonicals.ts';
import type { SignedPart } from './facts.ts';
import type { MessageInput } from './message-input.ts';

/** The signed bytes: prefix (UTF-8), the body where `hasBody`, suffix (UTF-8). */
export interface SignedMessage {
  readonly prefix: string;
  readonly hasBody: boolean;
  readonly suffix: string;
}

/** HubSpot signs the URL with these escapes decoded: `: / ? @ ! $ ' ( ) * , ;`. */
const HUBSPOT_ESCAPES = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** Puts the signed bytes together; undefined where the request lacks what a canonical text needs. */
export function buildMessage(
  parts: readonly SignedPart[],
  input: MessageInput,
): SignedMessage | undefined {
  let prefix = '';
  let suffix = '';
  let hasBody = false;
  for (const part of parts) {
    if (part.kind === 'body') {
      hasBody = true;
      continue;
    }
    const text = partText(part, input);
    if (text === undefined) {
      return undefined;
    }
    if (hasBody) {
      suffix += text;
    } else {
      prefix += text;
    }
  }
  return { prefix, hasBody, suffix };
}

/** The text of a part other than the body; undefined where the request lacks what it needs. */
export function partText(part: SignedPart, input: MessageInput): string | undefined {
  switch (part.kind) {
    case 'body':
      return '';
    case 'literal':
      return part.text;
    case 'id':
      return input.id ?? '';
    case 'timestamp':
      return input.timestampText ?? '';
    case 'method':
      return input.method.toUpperCase();
    case 'url':
      return part.form === 'as_sent'
        ? input.url
        : input.url.replace(HUBSPOT_ESCAPES, (octet) => decodeURIComponent(octet));
    case 'canonical':
      return canonicalText(part.name, input);
  }
}

/** The message as one array of bytes, for schemes that cannot take it in pieces. */
export function messageBytes(message: SignedMessage, bodyBytes: Uint8Array): Uint8Array {
  const body = message.hasBody ? bodyBytes : new Uint8Array();
  return Buffer.concat([Buffer.from(message.prefix), body, Buffer.from(message.suffix)]);
}
