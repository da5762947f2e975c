import { describe, expect, it } from 'vitest';
import { actionText, counterText, whenText } from '../../../../renderer/scenes/rules/rule-text.ts';
import {
  checkRule,
  NEW_RULE,
  ruleOfValues,
  valuesOfRule,
} from '../../../../renderer/scenes/rules/rule-values.ts';
import type { Rule, RuleAction } from '../../../../server/contract/rule.ts';

const OK = { status: 200, headers: [], body: '' };

const FULL: Pick<Rule, 'name' | 'when' | 'action'> = {
  name: 'Flaky demo',
  when: {
    methods: ['POST', 'PUT'],
    path: '/in/*',
    event: 'order.*',
    dialect: 'github',
    verdict: ['valid', 'stale'],
    headers: {
      'x-plan': { is: 'gold: *' },
      'x-there': { present: true },
      'x-gone': { present: false },
    },
    query: { mode: { is: 'test' } },
    body: { json_path: '$.total', is: '1999' },
  },
  action: {
    answer: {
      status: 202,
      headers: [
        ['X-One', '1'],
        ['X-One', '2'],
      ],
      body: '{"ok":true}',
      delay: { min_ms: 10, max_ms: 90 },
      redirect: 'https://elsewhere.example/x',
      fault: 'drip',
    },
    fail_first: { times: 3, per: 'rule', answer: { ...OK, status: 503, body: 'busy' } },
    sequence: [
      { ...OK, status: 500, body: 'kept' },
      { ...OK, status: 429 },
    ],
    probability: { share: 0.25, seed: 7 },
    forward: { urls: ['http://localhost:3000', 'http://localhost:3001/x'], use_answer: true },
  },
};

describe('the form of a rule', () => {
  it('gives back a rule with every part as it was', () => {
    expect(ruleOfValues(valuesOfRule(FULL), FULL)).toEqual(FULL);
    expect(checkRule(valuesOfRule(FULL))).toEqual(
      expect.not.objectContaining({ status: expect.any(String) }),
    );
  });

  it('leaves out what is empty, and names a rule without a name', () => {
    expect(ruleOfValues(valuesOfRule(NEW_RULE), NEW_RULE)).toEqual({ ...NEW_RULE, name: 'Rule' });
  });

  it('writes a new sequence, and keeps the answers of one that was not changed', () => {
    const values = { ...valuesOfRule(FULL), sequence: '500 404' };
    const { sequence } = ruleOfValues(values, FULL).action;
    expect(sequence?.map(({ status, body }) => [status, body])).toEqual([
      [500, ''],
      [404, ''],
    ]);
  });

  it('reads numbers with their thousands set apart', () => {
    const values = { ...valuesOfRule(FULL), delayMs: '1,500', delayMaxMs: '20 000' };
    expect(checkRule(values)).toMatchObject({ delayMs: undefined, delayMaxMs: undefined });
    expect(ruleOfValues(values, FULL).action.answer.delay).toEqual({
      min_ms: 1500,
      max_ms: 20_000,
    });
  });

  it('says at which field something is wrong', () => {
    const faults = checkRule({
      ...valuesOfRule(FULL),
      status: '99',
      delayMaxMs: '5',
      failTimes: '0',
      sequence: '500, many',
      share: '101',
      answerHeaders: 'no colon',
    });
    const named = Object.entries(faults).filter(([, fault]) => fault !== undefined);
    expect(named.map(([field]) => field).sort()).toEqual([
      'answerHeaders',
      'delayMaxMs',
      'failTimes',
      'sequence',
      'share',
      'status',
    ]);
  });
});

describe('a rule in a few words', () => {
  it.each<[RuleAction, string]>([
    [{ answer: { ...OK, status: 401 } }, '401'],
    [{ answer: { ...OK, delay: { ms: 20_000 } } }, '200 after 20 s'],
    [{ answer: { ...OK, fault: 'reset' } }, 'reset'],
    [
      { answer: OK, fail_first: { times: 2, per: 'event', answer: { ...OK, status: 503 } } },
      '503 ×2, then 200',
    ],
    [
      { answer: OK, forward: { urls: ['http://localhost:3000'], use_answer: true } },
      'forward to localhost:3000',
    ],
    [{ answer: OK, probability: { share: 0.1, seed: 1 } }, '200, for 10 %'],
  ])('%j is "%s"', (action, text) => {
    expect(actionText(action)).toBe(text);
  });

  it('names its conditions and its counter', () => {
    expect(whenText({})).toBe('every request');
    expect(whenText({ path: '/in/demo', event: 'order.*' })).toBe(
      'path is /in/demo, event order.*',
    );
    expect(counterText({ action: FULL.action, counter: 4 })).toBe('4 of 5');
    expect(counterText({ action: { answer: OK }, counter: 0 })).toBeNull();
  });
});
