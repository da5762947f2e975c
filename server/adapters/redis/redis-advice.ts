import type { RedisLink } from './connection.ts';

/** What of this Redis' own configuration would lose data, one sentence each. */
export async function redisAdvice(link: RedisLink): Promise<string[]> {
  const memory = await link.ask((redis) => redis.info('memory'));
  const persistence = await link.ask((redis) => redis.info('persistence'));
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  const advice: string[] = [];
  if (policy !== undefined && policy !== 'noeviction') {
    advice.push(
      `Redis at ${link.where} throws data away when its memory is full (maxmemory-policy ${policy}): deliveries and captures would be lost. Set maxmemory-policy noeviction.`,
    );
  }
  if (/^aof_enabled:0/m.test(persistence)) {
    advice.push(
      `Redis at ${link.where} keeps no append-only file: what it took since its last snapshot is lost where it crashes. Set appendonly yes.`,
    );
  }
  return advice;
}
