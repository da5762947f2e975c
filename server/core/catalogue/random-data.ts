// The one locale alone: the whole package with its 70 locales would double the start of the program.
import { faker } from '@faker-js/faker/locale/en';
import { BUILT_IN_TYPES } from './built-in.ts';
import type { JsonValue } from './field.ts';

/** Largest seed: the generator takes 32 bits. */
export const MAX_SEED = 2 ** 32 - 1;
const REFERENCE_DATE = '2026-06-30T12:00:00.000Z';

const types = new Map(BUILT_IN_TYPES.map((type) => [type.name, type]));

/**
 * Random data of a built-in event type that fits its schema; undefined for other types.
 * The same name and seed yield the same data, on any day and any machine.
 */
export function findRandomData(name: string, seed: number): JsonValue | undefined {
  const type = types.get(name);
  if (!type) {
    return undefined;
  }
  // Seeded anew for every draw, and drawn at once: no other call's draws can come between.
  faker.seed(seed % (MAX_SEED + 1));
  faker.setDefaultRefDate(REFERENCE_DATE);
  return type.data.random(faker);
}
