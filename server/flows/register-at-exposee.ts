import { z } from 'zod';
import type { InboxId } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import { DialectIdSchema, SecretSchema } from '../contract/subscription.ts';
import { EventTypePatternSchema, HttpUrlSchema } from '../contract/text.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import { ownPath } from '../core/receiver-url.ts';
import type {
  Clock,
  ConfigStores,
  ExposeeAnswer,
  ExposeeClient,
  LiveFeed,
  Random,
  SealedBox,
} from '../ports.ts';
import { dialectLookup } from './dialect-lookup.ts';
import { chooseKey, sealKey } from './subscription-keys.ts';

export interface RegisterDeps {
  readonly exposee: ExposeeClient;
  readonly inboxes: ConfigStores['inboxes'];
  readonly box: SealedBox;
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: Pick<LiveFeed, 'changed'>;
  readonly settings: () => Pick<Settings, 'receiver_exposee_url' | 'receiver_public_url'>;
  readonly ownExposeeUrl: () => string;
  readonly receiver: () => { readonly url: string; readonly port: number };
}

/** What `/register-webhook` and `/unregister-webhook` take. */
export const IntegratorBodySchema = z.object({
  url: HttpUrlSchema.optional(),
  event: EventTypePatternSchema.optional(),
});
type IntegratorBody = z.infer<typeof IntegratorBodySchema>;

const RegisteredPartsSchema = z.object({ secret: SecretSchema, dialect: DialectIdSchema });

/** Registers this receiver, or the URL given, at the exposee. A foreign exposee's secret is kept for the path. */
export async function registerAtExposee(
  deps: RegisterDeps,
  { url, event }: IntegratorBody,
): Promise<ExposeeAnswer> {
  const target = url ?? ownUrl(deps);
  const answer = await deps.exposee.call({
    method: 'POST',
    url: `${exposeeUrl(deps)}/webhooks/register`,
    body: { url: target, event_types: [event ?? '*'] },
  });
  const isForeign = deps.settings().receiver_exposee_url !== null;
  if (isForeign && answer.status === 201) {
    await keepSecret(deps, target, answer.bodyText);
  }
  return answer;
}

/** Takes one event type, or all, from this receiver's URL or the one given. */
export function unregisterAtExposee(
  deps: RegisterDeps,
  { url, event }: IntegratorBody,
): Promise<ExposeeAnswer> {
  return deps.exposee.call({
    method: 'DELETE',
    url: `${exposeeUrl(deps)}/webhooks/unregister`,
    body: { url: url ?? ownUrl(deps), ...(event === undefined ? {} : { event }) },
  });
}

function ownUrl(deps: RegisterDeps): string {
  return deps.settings().receiver_public_url ?? deps.receiver().url;
}

function exposeeUrl(deps: RegisterDeps): string {
  return (deps.settings().receiver_exposee_url ?? deps.ownExposeeUrl()).replace(/\/$/, '');
}

async function keepSecret(deps: RegisterDeps, target: string, bodyText: string): Promise<void> {
  const path = ownPath(target, {
    port: deps.receiver().port,
    publicUrl: deps.settings().receiver_public_url,
  });
  const parts = RegisteredPartsSchema.safeParse(parseJson(bodyText));
  const dialect = parts.success ? dialectLookup.find(parts.data.dialect) : undefined;
  if (path === undefined || !parts.success || !dialect) {
    return;
  }
  const key = sealKey(deps, chooseKey(deps, dialect, parts.data.secret));
  const known = deps.inboxes.all().find((inbox) => inbox.path === path);
  await deps.inboxes.put({
    id: newId('inb', (size) => deps.random.bytes(size)) as InboxId,
    path,
    name: `registered at ${new URL(exposeeUrl(deps)).host}`,
    answersChallenges: true,
    isDemo: false,
    ...known,
    dialect: dialect.id,
    keys: [key, ...(known?.keys ?? [])].slice(0, 10),
  });
  deps.feed.changed('inboxes');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError(
      'upstream_failed',
      'The exposee answered 201 with something that is no JSON.',
    );
  }
}
