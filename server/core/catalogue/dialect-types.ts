import type { EventType } from '../../contract/event.ts';
import { EventTypeNameSchema } from '../../contract/text.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { withOddText } from './odd-unicode.ts';

/** Event types that providers are known for, so that a dialect can be tried with its own events. */
export function dialectEventTypes(dialects: readonly Dialect[]): readonly EventType[] {
  const types = new Map<string, EventType>();
  for (const { name, facts } of dialects) {
    for (const { type, description, data } of facts.events) {
      if (!types.has(type) && EventTypeNameSchema.safeParse(type).success) {
        const text = description.slice(0, 500);
        const about = { name: type, group: name.slice(0, 64), description: text };
        const odd = withOddText(data);
        const samples = odd === undefined ? {} : { samples: { odd_unicode: odd } };
        types.set(type, { ...about, schema: {}, sample: data, ...samples, origin: 'dialect' });
      }
    }
  }
  return [...types.values()];
}
