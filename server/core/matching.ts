/** The event type of a ping: every subscription gets it, whatever it registered for. */
export const PING_EVENT_TYPE = 'ping';

interface Matchable {
  readonly eventTypes: readonly string[];
}

interface Matcher {
  readonly exact: ReadonlySet<string>;
  /** Each pattern cut at its wildcards. */
  readonly patterns: readonly (readonly string[])[];
  readonly matchesAll: boolean;
}

// Records are replaced, never changed, so a matcher lives exactly as long as its record.
const matchers = new WeakMap<Matchable, Matcher>();

/**
 * Whether a subscription wants an event type. `*` in its patterns stands for any run of
 * characters, dots too: `invoice.*`, `payment_*`, `*`. Case counts. Compiled once per record.
 */
export function wantsEventType(subscription: Matchable, eventType: string): boolean {
  if (eventType === PING_EVENT_TYPE) {
    return true;
  }
  const matcher = matchers.get(subscription) ?? compile(subscription);
  return (
    matcher.matchesAll ||
    matcher.exact.has(eventType) ||
    matcher.patterns.some((pieces) => fits(pieces, eventType))
  );
}

function compile(subscription: Matchable): Matcher {
  const exact = new Set<string>();
  const patterns: string[][] = [];
  for (const pattern of subscription.eventTypes) {
    if (pattern.includes('*')) {
      patterns.push(pattern.split('*'));
    } else {
      exact.add(pattern);
    }
  }
  const matchesAll = patterns.some((pieces) => pieces.every((piece) => piece === ''));
  const matcher = { exact, patterns, matchesAll };
  matchers.set(subscription, matcher);
  return matcher;
}

/** Linear in the text for any number of wildcards: each piece is looked for once, leftmost first. */
function fits(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first)) {
    return false;
  }
  let position = first.length;
  for (let index = 1; index < pieces.length - 1; index += 1) {
    const piece = pieces[index] ?? '';
    const found = text.indexOf(piece, position);
    if (found < 0) {
      return false;
    }
    position = found + piece.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
