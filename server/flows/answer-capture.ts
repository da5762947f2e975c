import type { RuleAnswer } from '../contract/rule.ts';
import type { Settings } from '../contract/settings.ts';
import { DEFAULT_ANSWER, limitAnswer, type PlannedAnswer } from '../core/planned-answer.ts';
import type { RuleRecord } from '../core/records.ts';
import type { RuleCounters } from '../core/rule-counters.ts';
import type { RuleRequest } from '../core/rule-match.ts';
import { renderTemplate } from '../core/rule-template.ts';
import { chooseRule, inOrder, type RuleChoice } from '../core/rules.ts';
import type { Clock, ConfigStores, Log, Random } from '../ports.ts';
import type { ArrivedRequest } from './capture-request.ts';
import { createListMemory } from './remember-list.ts';

export interface AnswerDeps {
  readonly rules: Pick<ConfigStores['rules'], 'all'>;
  readonly counters: RuleCounters;
  readonly random: Pick<Random, 'next'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
  readonly settings: () => Pick<
    Settings,
    'forward_urls' | 'forward_use_answer' | 'answers_challenges'
  >;
  /** The answer to a provider's challenge, where the request is one. */
  readonly answerChallenge?: (request: ArrivedRequest) => PlannedAnswer | undefined;
}

/** Says what a request is answered, in this order: a challenge, the first rule that matches, the fallback. Never throws. */
export function createAnswerPlan(deps: AnswerDeps): (request: ArrivedRequest) => PlannedAnswer {
  const orderedRules = keepOrder(deps.rules);
  return (arrived) => {
    const settings = deps.settings();
    const challenge = settings.answers_challenges ? challengeAnswer(deps, arrived) : undefined;
    if (challenge) {
      return challenge;
    }
    const forward = forwardOf(settings);
    const rules = orderedRules();
    const request = rules.length === 0 ? undefined : ruleRequestOf(arrived);
    const choice = request && chooseRule(rules, request, deps.counters);
    if (request && choice) {
      return answerOf(deps, choice, { request, forward });
    }
    return forward === null ? DEFAULT_ANSWER : { ...DEFAULT_ANSWER, forward };
  };
}

function challengeAnswer(deps: AnswerDeps, arrived: ArrivedRequest): PlannedAnswer | undefined {
  const isWanted = arrived.path.inbox?.answersChallenges !== false;
  return isWanted ? deps.answerChallenge?.(arrived) : undefined;
}

function forwardOf(
  settings: Pick<Settings, 'forward_urls' | 'forward_use_answer'>,
): PlannedAnswer['forward'] {
  const { forward_urls: urls, forward_use_answer: usesAnswer } = settings;
  return urls.length === 0 ? null : { urls, usesAnswer };
}

/** Rules are sorted again only when one of them has changed: records are replaced, never changed in place. */
function keepOrder(store: AnswerDeps['rules']): () => readonly RuleRecord[] {
  const isSame = createListMemory();
  let ordered: readonly RuleRecord[] = [];
  return () => {
    const rules = store.all();
    if (!isSame(rules)) {
      ordered = inOrder(rules);
    }
    return ordered;
  };
}

/** The part of an arrived request that rules look at. */
function ruleRequestOf({ head, verification, bodyBytes }: ArrivedRequest): RuleRequest {
  return {
    method: head.method,
    target: head.target,
    path: head.path,
    headers: head.rawHeaders,
    bodyBytes,
    eventType: verification.eventType,
    deliveryKey: verification.deliveryKey,
    verdict: verification.verdict,
    dialect: verification.dialect,
  };
}

function answerOf(
  deps: AnswerDeps,
  choice: RuleChoice,
  context: { request: RuleRequest; forward: PlannedAnswer['forward'] },
): PlannedAnswer {
  const { rule, answer, text } = choice;
  const { forward } = rule.action;
  const body = renderBody(deps, choice, context.request);
  return {
    status: body.isFailed ? 500 : statusOf(answer),
    headers: headersOf(answer),
    bodyBytes: body.bytes,
    delayMs: delayOf(deps, answer),
    fault: answer.fault ?? null,
    by: 'rule',
    ruleId: rule.id,
    ruleName: rule.name,
    text: body.isFailed ? `${text} ${body.why}` : text,
    forward: forward
      ? { urls: forward.urls, usesAnswer: forward.use_answer && choice.part === 'answer' }
      : context.forward && { ...context.forward, usesAnswer: false },
  };
}

type Body =
  | { readonly isFailed: false; readonly bytes: Uint8Array }
  | { readonly isFailed: true; readonly bytes: Uint8Array; readonly why: string };

function renderBody(deps: AnswerDeps, choice: RuleChoice, request: RuleRequest): Body {
  try {
    const at = { seed: choice.seed, nowMs: deps.clock.now() };
    return { isFailed: false, bytes: renderTemplate(choice.answer.body, request, at) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be rendered';
    const why = `Its body template failed: ${reason}`;
    deps.log.warn({ rule: choice.rule.id, reason }, 'a body template failed');
    return { isFailed: true, bytes: limitAnswer(500, why).bodyBytes, why };
  }
}

function statusOf(answer: RuleAnswer): number {
  const isRedirect = answer.status >= 300 && answer.status < 400;
  return answer.redirect !== undefined && !isRedirect ? 302 : answer.status;
}

function headersOf(answer: RuleAnswer): PlannedAnswer['headers'] {
  return answer.redirect === undefined
    ? answer.headers
    : [...answer.headers, ['Location', answer.redirect]];
}

function delayOf(deps: AnswerDeps, { delay }: RuleAnswer): number {
  if (delay === undefined) {
    return 0;
  }
  if ('ms' in delay) {
    return delay.ms;
  }
  const span = Math.max(0, delay.max_ms - delay.min_ms);
  return Math.round(delay.min_ms + deps.random.next() * span);
}
