import { INDEX_CAPTURE_LINES } from './capture-lua.ts';
import type { RedisLink, RedisScript } from './connection.ts';
import { INDEX_DELIVERY_LINES } from './delivery-lua.ts';

/** Redis does nothing else meanwhile: some ten milliseconds. */
const PIECE = 1000;
const MARK = 'linesmade';

/** Puts rows into lines that were stored before there were any. Once; again it changes nothing. */
export async function makeLines(link: RedisLink): Promise<void> {
  const mark = link.key(MARK);
  if ((await link.ask((redis) => redis.get(mark))) === '1') {
    return;
  }
  await makeAll(link, INDEX_DELIVERY_LINES);
  await makeAll(link, INDEX_CAPTURE_LINES);
  await link.ask((redis) => redis.set(mark, '1'));
}

async function makeAll(link: RedisLink, script: RedisScript): Promise<void> {
  for (let edge = '-inf'; edge !== ''; ) {
    edge = String(await link.run(script, edge, PIECE));
  }
}
