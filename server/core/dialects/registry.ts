import type { Dialect } from './dialect.ts';
import { github } from './github.ts';
import { slack } from './slack.ts';
import { standard } from './standard.ts';
import { stripe } from './stripe.ts';
import { svix } from './svix.ts';

/** The dialects built in, in the order in which they are shown. */
const BUILT_IN: readonly Dialect[] = [standard, svix, github, stripe, slack];

const byId = new Map(BUILT_IN.map((dialect) => [dialect.id, dialect]));

/** A built-in dialect by its id. */
export function findDialect(id: string): Dialect | undefined {
  return byId.get(id);
}

/** All built-in dialects. */
export function listDialects(): readonly Dialect[] {
  return BUILT_IN;
}
