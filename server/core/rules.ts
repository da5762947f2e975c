import { createHash } from 'node:crypto';
import type { RuleId } from '../contract/ids.ts';
import type { RuleAction, RuleAnswer } from '../contract/rule.ts';
import type { RuleRecord } from './records.ts';
import { countFail, failsOf, type RuleCounters, type RuleTally } from './rule-counters.ts';
import { mismatchOf, type RuleRequest } from './rule-match.ts';

/** Which rule answers, with which of its answers. */
export interface RuleChoice {
  readonly rule: RuleRecord;
  readonly answer: RuleAnswer;
  readonly part: 'fail_first' | 'sequence' | 'answer';
  /** Seeds the rule's made-up data: the same request in the same place gets the same data. */
  readonly seed: number;
  /** One sentence: why this answer. */
  readonly text: string;
}

/** Which rule answers a request, and why those before it do not. */
export interface RuleExplanation {
  readonly choice: RuleChoice | undefined;
  readonly skipped: readonly { readonly ruleId: RuleId; readonly because: string }[];
}

/** Rules in the order in which they are tried. */
export function inOrder(rules: readonly RuleRecord[]): readonly RuleRecord[] {
  return [...rules].sort((left, right) => left.position - right.position);
}

/** The first rule that matches answers, and its counters move. `rules` are in order. */
export function chooseRule(
  rules: readonly RuleRecord[],
  request: RuleRequest,
  counters: RuleCounters,
): RuleChoice | undefined {
  for (const rule of rules) {
    if (!rule.isOn || mismatchOf(rule.when, request) !== undefined) {
      continue;
    }
    const tally = counters.of(rule.id);
    const isTaken = takesRequest(rule.action, tally.matched);
    tally.matched += 1;
    if (isTaken) {
      const choice = choiceOf(rule, tally, request);
      count(choice, tally, request);
      return choice;
    }
  }
  return undefined;
}

/** Which rule would answer now, and why the ones before it do not. No counter moves. */
export function explainRules(
  rules: readonly RuleRecord[],
  request: RuleRequest,
  counters: RuleCounters,
): RuleExplanation {
  const skipped: { ruleId: RuleId; because: string }[] = [];
  for (const rule of rules) {
    const tally = counters.of(rule.id);
    const because = reasonToSkip(rule, request, tally);
    if (because === undefined) {
      return { choice: choiceOf(rule, tally, request), skipped };
    }
    skipped.push({ ruleId: rule.id, because });
  }
  return { choice: undefined, skipped };
}

function reasonToSkip(
  rule: RuleRecord,
  request: RuleRequest,
  tally: RuleTally,
): string | undefined {
  if (!rule.isOn) {
    return 'it is switched off';
  }
  const mismatch = mismatchOf(rule.when, request);
  if (mismatch !== undefined) {
    return mismatch;
  }
  const { probability } = rule.action;
  if (probability && !takesRequest(rule.action, tally.matched)) {
    const percent = Math.round(probability.share * 100);
    return `it applies to ${percent} % of requests, and the next one is not among them`;
  }
  return undefined;
}

function takesRequest({ probability }: RuleAction, index: number): boolean {
  return !probability || dice(probability.seed, index) < probability.share;
}

function choiceOf(rule: RuleRecord, tally: RuleTally, request: RuleRequest): RuleChoice {
  const { fail_first: failFirst, sequence, answer } = rule.action;
  const seed = Math.floor(dice(hash32(rule.id), tally.hits) * 0x7fffffff);
  const name = `Rule "${rule.name}"`;
  if (failFirst) {
    const fails = failsOf(tally, failKey(failFirst.per, request));
    if (fails < failFirst.times) {
      const text = `${name}: failure ${fails + 1} of ${failFirst.times} per ${failFirst.per}.`;
      return { rule, answer: failFirst.answer, part: 'fail_first', seed, text };
    }
  }
  const step = sequence?.[tally.sequenceAt];
  if (step) {
    const text = `${name}: answer ${tally.sequenceAt + 1} of ${sequence?.length} in its sequence.`;
    return { rule, answer: step, part: 'sequence', seed, text };
  }
  return { rule, answer, part: 'answer', seed, text: `${name} answered.` };
}

function count(choice: RuleChoice, tally: RuleTally, request: RuleRequest): void {
  tally.hits += 1;
  if (choice.part === 'fail_first') {
    tally.acted += 1;
    countFail(tally, failKey(choice.rule.action.fail_first?.per ?? 'event', request));
  } else if (choice.part === 'sequence') {
    tally.acted += 1;
    tally.sequenceAt += 1;
  }
}

/** What makes two requests the same event: the sender's id, else the same bytes to the same place. */
function failKey(per: 'event' | 'rule', request: RuleRequest): string {
  if (per === 'rule') {
    return 'rule';
  }
  if (request.deliveryKey !== null) {
    return `key ${request.deliveryKey}`;
  }
  const hash = createHash('sha256').update(`${request.method} ${request.target}\n`);
  return `bytes ${hash.update(request.bodyBytes ?? '').digest('base64')}`;
}

/** The n-th throw of dice with this seed: from 0 up to, not including, 1 (mulberry32). */
function dice(seed: number, index: number): number {
  let state = (Math.imul(index + 1, 0x6d2b79f5) + Math.imul(seed | 0, 0x9e3779b1)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4294967296;
}

function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}
