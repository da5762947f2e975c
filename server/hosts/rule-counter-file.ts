// Counters move with every request: they are written as one small file, a few seconds after they moved and at the stop.
// After a kill the last seconds are missing. Also with Redis they lie in the data folder of the one `serve` that counts.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { RuleId } from '../contract/ids.ts';
import { createRuleCounters, type RuleCounters, type StoredTally } from '../core/rule-counters.ts';
import type { Clock, ConfigStores, Log } from '../ports.ts';
import { isCode, replacePrivateFile } from './private-file.ts';
import { repeat } from './repeat.ts';
import type { Undo } from './undo.ts';

const NAME = 'rule-counters.json';
const SAVE_EVERY_MS = 3_000;

const count = z.number().int().min(0);
const TallySchema = z.object({
  id: z.string().transform((id) => id as RuleId),
  matched: count,
  hits: count,
  acted: count,
  sequenceAt: count,
  fails: z.array(z.tuple([z.string(), count])),
});
const FileSchema = z.object({ sum: z.string(), tallies: z.array(TallySchema) });

export interface RuleCounterDeps {
  readonly stores: { readonly config: { readonly rules: Pick<ConfigStores['rules'], 'find'> } };
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Pick<Log, 'warn'>;
}

/** The counters as they were; they are kept until `undo` runs, which stores them a last time. */
export async function openRuleCounters(
  { stores, clock, log }: RuleCounterDeps,
  dataFolder: { readonly path: string },
  undo: Undo,
): Promise<RuleCounters> {
  const path = pathIn(dataFolder.path);
  const { rules } = stores.config;
  const stored = await read(path, log);
  const counters = createRuleCounters(stored.filter(({ id }) => rules.find(id) !== undefined));
  let savedRevision = counters.revision();
  let wasRefused = false;
  const save = async () => {
    const revision = counters.revision();
    if (revision === savedRevision) {
      return;
    }
    try {
      await write(path, counters.all());
      savedRevision = revision;
      wasRefused = false;
    } catch (error) {
      if (!wasRefused) {
        log.warn({ path, error: String(error) }, 'the counters of rules could not be stored');
      }
      wasRefused = true;
    }
  };
  let last = Promise.resolve();
  const saveInTurn = () => {
    last = last.then(save);
    return last;
  };
  const stop = repeat(clock, SAVE_EVERY_MS, saveInTurn);
  undo.add(() => {
    stop();
    return saveInTurn();
  });
  return counters;
}

/** Part of erasing, with what was counted. */
export async function eraseRuleCounters(folder: string): Promise<void> {
  for (const path of await filesOf(pathIn(folder))) {
    await rm(path, { force: true });
  }
}

function pathIn(folder: string): string {
  return join(folder, 'config', NAME);
}

/** With the drafts that a kill left. */
async function filesOf(path: string): Promise<string[]> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  return names.filter((name) => name.startsWith(NAME)).map((name) => join(folder, name));
}

async function read(path: string, log: RuleCounterDeps['log']): Promise<readonly StoredTally[]> {
  for (const draft of await filesOf(path)) {
    if (draft !== path) {
      await rm(draft, { force: true });
    }
  }
  try {
    const { sum, tallies } = FileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    if (sum !== sumOf(tallies)) {
      throw new Error('its checksum is another');
    }
    return tallies;
  } catch (error) {
    if (!isCode(error, 'ENOENT')) {
      log.warn(
        { path, error: String(error) },
        'the counters of rules are damaged: they start anew',
      );
    }
    return [];
  }
}

function write(path: string, tallies: readonly StoredTally[]): Promise<void> {
  return replacePrivateFile(path, JSON.stringify({ sum: sumOf(tallies), tallies }));
}

function sumOf(tallies: readonly StoredTally[]): string {
  return createHash('sha256').update(JSON.stringify(tallies)).digest('hex').slice(0, 16);
}
