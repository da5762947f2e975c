import type { RedisLink } from './connection.ts';

/**
 * Whether this is the check of the key that sealed the secrets in this Redis; the first process to ask
 * decides. Two that ask at once hear the same.
 */
export async function isSharedKey(link: RedisLink, checkText: string): Promise<boolean> {
  const key = link.key('key-check');
  await link.ask((redis) => redis.setnx(key, checkText));
  return (await link.ask((redis) => redis.get(key))) === checkText;
}
