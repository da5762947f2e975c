import type { z } from 'zod';
import type { InboxChangeSchema, InboxCreateSchema } from '../contract/capture.ts';
import type { InboxId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { InboxRecord, SealedKey } from '../core/records.ts';
import type { Clock, ConfigStores, LiveFeed, Random, SealedBox } from '../ports.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import { chooseKey, getDialect, sealKey } from './subscription-keys.ts';

export interface InboxDeps {
  readonly inboxes: ConfigStores['inboxes'];
  readonly box: SealedBox;
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: Pick<LiveFeed, 'changed'>;
  readonly oneAtATime: OneAtATime;
  /** What inboxes were before they were last changed or forgotten, until this process ends. */
  readonly former: Map<InboxId, InboxRecord>;
}

/** Gives a path a name, a dialect and secrets. Throws AppError `conflict` where it has them already. */
export function createInbox(
  deps: InboxDeps,
  input: z.output<typeof InboxCreateSchema>,
  isDemo = false,
): Promise<InboxRecord> {
  return deps.oneAtATime(async () => {
    refuseTakenPath(deps, input.path, undefined);
    const dialect = input.dialect ?? null;
    const inbox: InboxRecord = {
      id: newId('inb', (size) => deps.random.bytes(size)) as InboxId,
      path: input.path,
      name: input.name ?? input.path,
      dialect,
      keys: sealAll(deps, dialect, input.secrets ?? []),
      answersChallenges: input.answers_challenges ?? true,
      isDemo,
    };
    return store(deps, inbox);
  });
}

export function changeInbox(
  deps: InboxDeps,
  id: InboxId,
  change: z.output<typeof InboxChangeSchema>,
): Promise<InboxRecord> {
  return deps.oneAtATime(async () => {
    const before = getInbox(deps, id);
    const path = change.path ?? before.path;
    refuseTakenPath(deps, path, id);
    const dialect = change.dialect === undefined ? before.dialect : change.dialect;
    if (dialect !== null) {
      getDialect(dialect);
    }
    const after: InboxRecord = {
      ...before,
      path,
      dialect,
      name: change.name ?? before.name,
      keys: change.secrets ? sealAll(deps, dialect, change.secrets) : before.keys,
      answersChallenges: change.answers_challenges ?? before.answersChallenges,
    };
    const stored = await store(deps, after);
    deps.former.set(id, before);
    return stored;
  });
}

export function removeInbox(deps: InboxDeps, id: InboxId): Promise<void> {
  return deps.oneAtATime(async () => {
    const before = getInbox(deps, id);
    await deps.inboxes.remove(id);
    deps.former.set(id, before);
    deps.feed.changed('inboxes');
  });
}

/** Makes it again what it was, secrets too; where it is there, once more takes that back. */
export function restoreInbox(deps: InboxDeps, id: InboxId): Promise<InboxRecord> {
  return deps.oneAtATime(async () => {
    const former = deps.former.get(id);
    if (!former) {
      const detail = `id: nothing is known of a former inbox ${id}. It is remembered until the server stops.`;
      throw new AppError('inbox_not_found', detail);
    }
    refuseTakenPath(deps, former.path, id);
    const now = deps.inboxes.find(id);
    const stored = await store(deps, former);
    if (now) {
      deps.former.set(id, now);
    }
    return stored;
  });
}

/** Throws AppError `inbox_not_found`. */
function getInbox(deps: InboxDeps, id: InboxId): InboxRecord {
  const inbox = deps.inboxes.find(id);
  if (!inbox) {
    throw new AppError('inbox_not_found', `id: there is no inbox ${id}.`);
  }
  return inbox;
}

function refuseTakenPath(deps: InboxDeps, path: string, own: InboxId | undefined): void {
  const taken = deps.inboxes.all().find((inbox) => inbox.path === path);
  if (taken && taken.id !== own) {
    throw new AppError('conflict', `path: the inbox ${taken.name} has ${path}. Change that one.`, [
      { path: 'path', message: 'has an inbox already' },
    ]);
  }
}

/** With a dialect each secret is checked by it; without one any text will do. */
function sealAll(
  deps: InboxDeps,
  dialectId: string | null,
  secrets: readonly string[],
): readonly SealedKey[] {
  const dialect = dialectId === null ? undefined : getDialect(dialectId);
  return secrets.map((secret, index) => {
    try {
      return sealKey(deps, dialect ? chooseKey(deps, dialect, secret) : { secret });
    } catch (error) {
      if (error instanceof AppError) {
        const path = `secrets[${index}]`;
        const text = error.message.replace(/^secret: /, '');
        throw new AppError(error.code, `${path}: ${text}`, [{ path, message: text }]);
      }
      throw error;
    }
  });
}

async function store(deps: InboxDeps, inbox: InboxRecord): Promise<InboxRecord> {
  await deps.inboxes.put(inbox);
  deps.feed.changed('inboxes');
  return inbox;
}
