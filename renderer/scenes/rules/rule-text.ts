import type { Rule, RuleAction, RuleAnswer, RuleWhen } from '../../../server/contract/rule.ts';
import { countOf, durationText } from '../../text/amount-text.ts';
import { shortUrl } from '../../text/host-of.ts';

const FAULT_WORDS: Record<NonNullable<RuleAnswer['fault']>, string> = {
  close: 'drop',
  reset: 'reset',
  hang: 'hang',
  drip: 'drip',
  half_body: 'half a body',
  wrong_length: 'wrong length',
};

/** "503 ×2, then 200 after 20 s": what a rule does, in a few words. */
export function actionText(action: RuleAction): string {
  const steps: string[] = [];
  if (action.fail_first) {
    steps.push(`${answerText(action.fail_first.answer)} ×${action.fail_first.times}`);
  }
  for (const answer of action.sequence ?? []) {
    steps.push(answerText(answer));
  }
  steps.push(lastText(action));
  const shown =
    steps.length > 4
      ? [...steps.slice(0, 3), `${steps.length - 4} more`, steps.at(-1) ?? '']
      : steps;
  const text = shown.join(', then ');
  return action.probability ? `${text}, for ${Math.round(action.probability.share * 100)} %` : text;
}

function lastText(action: RuleAction): string {
  const [url] = action.forward?.urls ?? [];
  if (action.forward && url !== undefined) {
    const more = action.forward.urls.length - 1;
    const target = `forward to ${shortUrl(url)}${more > 0 ? ` and ${more} more` : ''}`;
    return action.forward.use_answer ? target : `${answerText(action.answer)}, ${target}`;
  }
  return answerText(action.answer);
}

function answerText(answer: RuleAnswer): string {
  const delay = delayText(answer.delay);
  if (answer.fault) {
    return `${FAULT_WORDS[answer.fault]}${delay}`;
  }
  return `${answer.status}${answer.redirect ? ` to ${shortUrl(answer.redirect)}` : ''}${delay}`;
}

function delayText(delay: RuleAnswer['delay']): string {
  if (delay === undefined) {
    return '';
  }
  if ('ms' in delay) {
    return delay.ms === 0 ? '' : ` after ${durationText(delay.ms)}`;
  }
  return ` after ${durationText(delay.min_ms)} to ${durationText(delay.max_ms)}`;
}

/** "path is /in/demo, event order.*": which requests a rule is for. */
export function whenText(when: RuleWhen): string {
  const parts = [
    when.methods?.length ? `method ${when.methods.join(' or ')}` : '',
    when.path === undefined ? '' : `path is ${when.path}`,
    when.event === undefined ? '' : `event ${when.event}`,
    when.verdict?.length ? `signature ${when.verdict.join(' or ')}` : '',
    when.dialect === undefined ? '' : `dialect ${when.dialect}`,
    when.body === undefined ? '' : `body ${when.body.json_path}`,
    counted(when.headers, 'header'),
    counted(when.query, 'query value'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'every request' : parts.join(', ');
}

function counted(record: object | undefined, noun: string): string {
  const count = Object.keys(record ?? {}).length;
  return count === 0 ? '' : countOf(count, noun);
}

/** "1 of 2": how far a rule that changes its answer has come; null where it never does. */
export function counterText(rule: Pick<Rule, 'action' | 'counter'>): string | null {
  const { fail_first: failFirst, sequence } = rule.action;
  if (failFirst?.per === 'event') {
    return countOf(rule.counter, 'failure');
  }
  const total = (failFirst?.times ?? 0) + (sequence?.length ?? 0);
  return total === 0 ? null : `${Math.min(rule.counter, total)} of ${total}`;
}
