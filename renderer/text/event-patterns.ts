import { EventTypePatternSchema } from '../../server/contract/text.ts';

/** `payment_*, invoice.completed` as a list. */
export function parsePatterns(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The first pattern that is none, with the reason. */
export function patternFault(patterns: readonly string[]): string | undefined {
  const bad = patterns.find((pattern) => !EventTypePatternSchema.safeParse(pattern).success);
  if (bad !== undefined) {
    return `“${bad}” is no event type. Write payment_received, or a pattern such as invoice.*`;
  }
  return patterns.length === 0 ? 'At least one event type, or * for all.' : undefined;
}

/** How many of the known types the patterns take in. */
export function countMatching(patterns: readonly string[], names: readonly string[]): number {
  const tests = patterns.map((pattern) => {
    const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${escaped}$`);
  });
  return names.filter((name) => tests.some((test) => test.test(name))).length;
}
