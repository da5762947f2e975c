import type { z } from 'zod';
import type { CaptureId, RuleId } from '../contract/ids.ts';
import type { FieldError } from '../contract/problem.ts';
import type { RuleAnswer, RuleChangeSchema, RuleCreateSchema } from '../contract/rule.ts';
import { AppError } from '../core/errors.ts';
import { compileJsonPath } from '../core/json-query.ts';
import { newId } from '../core/new-id.ts';
import { pathOfTarget } from '../core/raw-headers.ts';
import type { RuleRecord } from '../core/records.ts';
import type { RuleCounters } from '../core/rule-counters.ts';
import type { RuleRequest } from '../core/rule-match.ts';
import { explainRules, inOrder, type RuleExplanation } from '../core/rules.ts';
import { parseTemplate } from '../core/template.ts';
import type { CaptureStore, ConfigStores, LiveFeed, Random } from '../ports.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import { readWholeBody } from './read-whole-body.ts';
import { getDialect } from './subscription-keys.ts';

export interface RuleDeps {
  readonly rules: ConfigStores['rules'];
  readonly captures: Pick<CaptureStore, 'find' | 'readDetail' | 'readBody'>;
  readonly counters: RuleCounters;
  readonly random: Pick<Random, 'bytes'>;
  readonly feed: Pick<LiveFeed, 'changed'>;
  readonly oneAtATime: OneAtATime;
}

const MAX_INSPECTED_BYTES = 1024 * 1024;

/** Throws AppError `rule_not_found`. */
export function getRule(deps: Pick<RuleDeps, 'rules'>, id: string): RuleRecord {
  const rule = deps.rules.find(id);
  if (!rule) {
    throw new AppError('rule_not_found', `id: there is no rule ${id}.`);
  }
  return rule;
}

export function createRule(
  deps: RuleDeps,
  input: z.output<typeof RuleCreateSchema>,
): Promise<RuleRecord> {
  checkRule(input);
  const rule: RuleRecord = {
    id: newId('rul', (size) => deps.random.bytes(size)) as RuleId,
    name: input.name,
    isOn: input.is_on,
    when: input.when,
    action: input.action,
    position: 0,
  };
  return deps.oneAtATime(() => place(deps, rule, input.position));
}

export function changeRule(
  deps: RuleDeps,
  id: RuleId,
  change: z.output<typeof RuleChangeSchema>,
): Promise<RuleRecord> {
  checkRule(change);
  return deps.oneAtATime(async () => {
    const before = getRule(deps, id);
    const rule: RuleRecord = {
      ...before,
      name: change.name ?? before.name,
      isOn: change.is_on ?? before.isOn,
      when: change.when ?? before.when,
      action: change.action ?? before.action,
    };
    return place(deps, rule, change.position ?? before.position);
  });
}

export function removeRule(deps: RuleDeps, id: RuleId): Promise<void> {
  return deps.oneAtATime(async () => {
    getRule(deps, id);
    await deps.rules.remove(id);
    deps.counters.reset(id);
    deps.feed.changed('rules');
  });
}

/** Which rule would answer a stored capture now, and why not the ones before it. */
export async function matchRule(deps: RuleDeps, captureId: CaptureId): Promise<RuleExplanation> {
  const request = await ruleRequestOfCapture(deps, captureId);
  return explainRules(inOrder(deps.rules.all()), request, deps.counters);
}

async function ruleRequestOfCapture(deps: RuleDeps, id: CaptureId): Promise<RuleRequest> {
  const record = await deps.captures.find(id);
  const detail = await deps.captures.readDetail(id);
  if (!record || !detail) {
    throw new AppError('capture_not_found', `capture_id: no capture ${id} is stored here.`);
  }
  const isSmall = record.sizeBytes <= MAX_INSPECTED_BYTES;
  return {
    method: record.method,
    target: record.target,
    path: pathOfTarget(record.target),
    headers: detail.rawHeaders,
    bodyBytes: isSmall ? await readWholeBody(deps.captures, id) : undefined,
    eventType: record.eventType,
    deliveryKey: record.deliveryKey,
    verdict: record.verdict,
    dialect: record.dialect,
  };
}

/** Puts a rule at its place, last where none is given, and numbers all rules anew: 0 is the first. */
async function place(
  deps: RuleDeps,
  rule: RuleRecord,
  position: number | undefined,
): Promise<RuleRecord> {
  const others = inOrder(deps.rules.all()).filter(({ id }) => id !== rule.id);
  const at = Math.min(position ?? others.length, others.length);
  const line = [...others.slice(0, at), rule, ...others.slice(at)];
  const moved = line
    .map((item, index) => (item.position === index ? item : { ...item, position: index }))
    .filter((item, index) => item !== line[index] || item.id === rule.id);
  await deps.rules.putMany(moved);
  deps.feed.changed('rules');
  return getRule(deps, rule.id);
}

interface CheckedParts {
  readonly when?: RuleRecord['when'] | undefined;
  readonly action?: RuleRecord['action'] | undefined;
}

/** What schemas cannot say: a dialect has to be known, templates and JSON paths readable. Throws AppError. */
function checkRule({ when, action }: CheckedParts): void {
  if (when?.dialect !== undefined && !when.dialect.includes('*')) {
    getDialect(when.dialect, 'when.dialect');
  }
  const errors: FieldError[] = [];
  const attempt = (path: string, check: () => unknown) => {
    try {
      check();
    } catch (error) {
      errors.push({ path, message: error instanceof Error ? error.message : 'cannot be read' });
    }
  };
  const jsonPath = when?.body?.json_path;
  if (jsonPath !== undefined) {
    attempt('when.body.json_path', () => compileJsonPath(jsonPath));
  }
  for (const [path, answer] of answersOf(action)) {
    attempt(`${path}.body`, () => parseTemplate(answer.body));
    const { delay } = answer;
    if (delay && 'min_ms' in delay && delay.min_ms > delay.max_ms) {
      errors.push({ path: `${path}.delay`, message: 'min_ms must not be larger than max_ms' });
    }
  }
  const [first] = errors;
  if (first) {
    throw new AppError('invalid_request', `${first.path}: ${first.message}`, errors);
  }
}

function answersOf(action: CheckedParts['action']): [string, RuleAnswer][] {
  if (!action) {
    return [];
  }
  const answers: [string, RuleAnswer][] = [['action.answer', action.answer]];
  if (action.fail_first) {
    answers.push(['action.fail_first.answer', action.fail_first.answer]);
  }
  for (const [index, step] of (action.sequence ?? []).entries()) {
    answers.push([`action.sequence[${index}]`, step]);
  }
  return answers;
}
