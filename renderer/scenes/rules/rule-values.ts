import {
  type Fault,
  FaultSchema,
  type Rule,
  type RuleAction,
  type RuleAnswer,
  type RuleWhen,
} from '../../../server/contract/rule.ts';
import type { Verdict } from '../../../server/contract/signature.ts';
import type { FieldErrors } from '../../stores/use-form.ts';
import { amountOf, countText } from '../../text/amount-text.ts';
import { parseHeaderLines, writeHeaderLines } from '../../text/header-lines.ts';

/** A rule as its form holds it: everything is text until it is saved. */
export interface RuleValues {
  name: string;
  methods: string;
  path: string;
  event: string;
  verdicts: readonly Verdict[];
  dialect: string;
  headers: string;
  query: string;
  bodyPath: string;
  bodyIs: string;
  status: string;
  body: string;
  answerHeaders: string;
  delayMs: string;
  delayMaxMs: string;
  redirect: string;
  fault: Fault | '';
  failsFirst: boolean;
  failTimes: string;
  failPer: 'event' | 'rule';
  failStatus: string;
  sequence: string;
  share: string;
  forwardUrls: string;
  usesAnswer: boolean;
}

export const NEW_RULE: Pick<Rule, 'name' | 'when' | 'action'> = {
  name: '',
  when: {},
  action: { answer: { status: 200, headers: [], body: '{"ok":true}' } },
};

export function valuesOfRule({
  name,
  when,
  action,
}: Pick<Rule, 'name' | 'when' | 'action'>): RuleValues {
  return { name, ...whenValues(when), ...answerValues(action.answer), ...courseValues(action) };
}

function whenValues(when: RuleWhen) {
  return {
    methods: (when.methods ?? []).join(', '),
    path: when.path ?? '',
    event: when.event ?? '',
    verdicts: when.verdict ?? [],
    dialect: when.dialect ?? '',
    headers: writeMatches(when.headers),
    query: writeMatches(when.query),
    bodyPath: when.body?.json_path ?? '',
    bodyIs: when.body?.is ?? '',
  };
}

function answerValues(answer: RuleAnswer) {
  const { delay } = answer;
  const [min, max] =
    delay === undefined
      ? [0, null]
      : 'ms' in delay
        ? [delay.ms, null]
        : [delay.min_ms, delay.max_ms];
  return {
    status: String(answer.status),
    body: answer.body,
    answerHeaders: writeHeaderLines(answer.headers),
    delayMs: countText(min),
    delayMaxMs: max === null ? '' : countText(max),
    redirect: answer.redirect ?? '',
    fault: answer.fault ?? ('' as const),
  };
}

function courseValues(action: RuleAction) {
  const { fail_first: failFirst, probability, forward } = action;
  return {
    failsFirst: failFirst !== undefined,
    failTimes: countText(failFirst?.times ?? 2),
    failPer: failFirst?.per ?? ('event' as const),
    failStatus: String(failFirst?.answer.status ?? 503),
    sequence: (action.sequence ?? []).map((answer) => answer.status).join(', '),
    share: probability ? String(Math.round(probability.share * 1000) / 10) : '100',
    forwardUrls: (forward?.urls ?? []).join('\n'),
    usesAnswer: forward?.use_answer ?? false,
  };
}

type RuleParts = Pick<Rule, 'name' | 'when' | 'action'>;

/** What the form says, as the server takes it. What the form cannot show of `before` stays as it was. */
export function ruleOfValues(values: RuleValues, before: RuleParts): RuleParts {
  return {
    name: values.name.trim() || 'Rule',
    when: whenOf(values),
    action: actionOf(values, before.action),
  };
}

function whenOf(values: RuleValues): RuleWhen {
  const methods = listOf(values.methods).map((method) => method.toUpperCase());
  const headers = parseMatches(values.headers);
  const query = parseMatches(values.query);
  return {
    ...(methods.length > 0 ? { methods } : {}),
    ...textPart('path', values.path),
    ...textPart('event', values.event),
    ...textPart('dialect', values.dialect),
    ...(values.verdicts.length > 0 ? { verdict: [...values.verdicts] } : {}),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(Object.keys(query).length > 0 ? { query } : {}),
    ...(values.bodyPath.trim() === ''
      ? {}
      : { body: { json_path: values.bodyPath.trim(), ...textPart('is', values.bodyIs) } }),
  };
}

function textPart<Key extends string>(key: Key, text: string): Partial<Record<Key, string>> {
  const value = text.trim();
  return value === '' ? {} : ({ [key]: value } as Record<Key, string>);
}

function actionOf(values: RuleValues, before: RuleAction): RuleAction {
  const statuses = listOf(values.sequence).map(Number);
  const isSameSequence = courseValues(before).sequence === statuses.join(', ');
  const sequence = isSameSequence ? before.sequence : statuses.map((status) => plain(status));
  const urls = listOf(values.forwardUrls);
  const share = Number(values.share) / 100;
  const failAnswer = before.fail_first?.answer ?? plain(503);
  return {
    answer: answerOf(values),
    ...(values.failsFirst
      ? {
          fail_first: {
            times: amountOf(values.failTimes),
            per: values.failPer,
            answer: { ...failAnswer, status: Number(values.failStatus) },
          },
        }
      : {}),
    ...(sequence?.length ? { sequence } : {}),
    ...(share < 1 ? { probability: { share, seed: before.probability?.seed ?? 1 } } : {}),
    ...(urls.length > 0 ? { forward: { urls, use_answer: values.usesAnswer } } : {}),
  };
}

function answerOf(values: RuleValues): RuleAnswer {
  const parsed = parseHeaderLines(values.answerHeaders);
  const min = amountOf(values.delayMs);
  const max = values.delayMaxMs.trim() === '' ? null : amountOf(values.delayMaxMs);
  const redirect = values.redirect.trim();
  return {
    status: Number(values.status),
    headers: 'headers' in parsed ? parsed.headers : [],
    body: values.body,
    ...(max !== null
      ? { delay: { min_ms: min, max_ms: max } }
      : min > 0
        ? { delay: { ms: min } }
        : {}),
    ...(redirect === '' ? {} : { redirect }),
    ...(values.fault === '' ? {} : { fault: values.fault }),
  };
}

function plain(status: number): RuleAnswer {
  return { status, headers: [], body: '' };
}

/** Every fault of the form by its field; what the server knows better, it says itself. */
export function checkRule(values: RuleValues): FieldErrors {
  const header = parseHeaderLines(values.answerHeaders);
  const max = values.delayMaxMs.trim();
  return {
    status: statusFault(values.status),
    answerHeaders: 'error' in header ? header.error : undefined,
    delayMs: wholeFault(values.delayMs, 0, 600_000),
    delayMaxMs:
      max === ''
        ? undefined
        : (wholeFault(max, 0, 600_000) ??
          (amountOf(max) < amountOf(values.delayMs)
            ? 'Not less than the delay before it.'
            : undefined)),
    failTimes: values.failsFirst ? wholeFault(values.failTimes, 1, 1000) : undefined,
    failStatus: values.failsFirst ? statusFault(values.failStatus) : undefined,
    sequence: listOf(values.sequence)
      .map(statusFault)
      .find((fault) => fault !== undefined),
    share:
      Number(values.share) >= 0 && Number(values.share) <= 100 && values.share.trim() !== ''
        ? undefined
        : 'From 0 to 100.',
  };
}

const statusFault = (text: string) => wholeFault(text, 200, 599);

function wholeFault(text: string, min: number, max: number): string | undefined {
  const value = amountOf(text);
  if (value >= min && value <= max) {
    return undefined;
  }
  // Short: the fields are narrow.
  return Number.isNaN(value) ? 'A whole number.' : `From ${min} to ${countText(max)}.`;
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== '');
}

/** Lines of "name: pattern"; a name alone asks that it be there, "!name" that it be not. */
function parseMatches(text: string): NonNullable<RuleWhen['headers']> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const [name = '', ...rest] = line.split(':');
        if (rest.length > 0) {
          return [name.trim(), { is: rest.join(':').trim() }];
        }
        return name.startsWith('!')
          ? [name.slice(1), { present: false }]
          : [name, { present: true }];
      }),
  );
}

function writeMatches(matches: RuleWhen['headers']): string {
  return Object.entries(matches ?? {})
    .map(([name, match]) =>
      match.is === undefined
        ? `${match.present === false ? '!' : ''}${name}`
        : `${name}: ${match.is}`,
    )
    .join('\n');
}

/** Where the server's complaint belongs in the form. */
export function fieldOfRulePath(path: string): string {
  const known: readonly [RegExp, keyof RuleValues][] = [
    [/^name/, 'name'],
    [/^when\.body\.json_path/, 'bodyPath'],
    [/^when\.headers/, 'headers'],
    [/^when\.path/, 'path'],
    [/^action\.answer\.body/, 'body'],
    [/^action\.answer\.headers/, 'answerHeaders'],
    [/^action\.answer\.redirect/, 'redirect'],
    [/^action\.forward/, 'forwardUrls'],
  ];
  return known.find(([pattern]) => pattern.test(path))?.[1] ?? path;
}

export function faultOf(text: string): Fault | '' {
  const parsed = FaultSchema.safeParse(text);
  return parsed.success ? parsed.data : '';
}
