import type { CanonicalName } from './facts.ts';
import type { MessageInput } from './message.ts';

/** The texts that some providers sign in place of the body; undefined where the request cannot yield one. */
export function canonicalText(name: CanonicalName, _input: MessageInput): string | undefined {
  throw new TypeError(`no canonical text is known by the name ${name}`);
}
