import { z } from 'zod';
import type { RedisBus } from './bus.ts';
import type { RedisLink } from './connection.ts';

// A configuration file or a flag of `serve` may say what its settings in Redis do not: that strangers
// can register, so that private addresses are off. Every worker has to keep to it.

const RulesSchema = z.object({
  isShared: z.boolean(),
  allowedPrivateHosts: z.array(z.string()),
});
export type SharedRulesValue = z.infer<typeof RulesSchema>;

const RULES_CHANNEL = 'rules';

export interface SharedRules {
  /** As the server last said; undefined where none has run on this Redis yet. */
  current(): SharedRulesValue | undefined;
  tell(rules: SharedRulesValue): Promise<void>;
}

export async function openSharedRules(link: RedisLink, bus: RedisBus): Promise<SharedRules> {
  const key = link.key(RULES_CHANNEL);
  let known: SharedRulesValue | undefined;
  async function read(): Promise<void> {
    const text = await link.ask((redis) => redis.get(key));
    known = text === null ? known : RulesSchema.parse(JSON.parse(text));
  }
  const readAgain = () => void read().catch(() => undefined);
  await bus.hear(RULES_CHANNEL, readAgain);
  bus.onBack(readAgain);
  await read();
  return {
    current: () => known,
    tell: async (rules) => {
      known = rules;
      const text = JSON.stringify(rules);
      await link.ask((redis) => redis.set(key, text));
      bus.say(RULES_CHANNEL, null);
    },
  };
}
