import { describe, expect, it } from 'vitest';
import { RuleActionSchema } from '../../../server/contract/rule.ts';
import type { RuleRecord } from '../../../server/core/records.ts';
import { createRuleCounters } from '../../../server/core/rule-counters.ts';
import { mismatchOf, type RuleRequest } from '../../../server/core/rule-match.ts';
import { chooseRule, explainRules, inOrder } from '../../../server/core/rules.ts';

const REQUEST: RuleRequest = {
  method: 'POST',
  target: '/in/demo?tag=a&tag=b',
  path: '/in/demo',
  headers: [
    ['Content-Type', 'application/json'],
    ['X-Kind', 'one'],
    ['x-kind', 'two'],
  ],
  bodyBytes: Buffer.from('{"data":{"total":42,"items":[{"sku":"a"}]}}'),
  eventType: 'order.created',
  deliveryKey: 'evt_1',
  verdict: 'valid',
  dialect: 'standard',
};

let made = 0;
function rule(changes: Partial<RuleRecord>, action: object = {}): RuleRecord {
  made += 1;
  return {
    id: `rul_${String(made).padStart(10, '0')}` as RuleRecord['id'],
    name: `rule ${made}`,
    isOn: true,
    when: {},
    position: made,
    action: RuleActionSchema.parse({ answer: { status: 201 }, ...action }),
    ...changes,
  };
}

const statusesOf = (rules: RuleRecord[], requests: RuleRequest[]) => {
  const counters = createRuleCounters();
  return requests.map((request) => chooseRule(rules, request, counters)?.answer.status ?? null);
};

describe('rule matching', () => {
  it.each([
    [{}],
    [{ methods: ['get', 'post'] }],
    [{ path: '/in/*' }],
    [{ headers: { 'CONTENT-type': { is: '*json' } } }],
    [{ headers: { 'x-kind': { is: 'two' } } }],
    [{ headers: { 'x-none': { present: false } } }],
    [{ query: { tag: { is: 'b' } } }],
    [{ event: 'order.*' }],
    [{ verdict: ['invalid', 'valid'] as const }],
    [{ dialect: 'standard' }],
    [{ body: { json_path: '$.data.total', is: '42' } }],
    [{ body: { json_path: '$.data.items[?@.sku == "a"]' } }],
  ])('takes a request that fits %j', (when) => {
    expect(mismatchOf(when as RuleRecord['when'], REQUEST)).toBeUndefined();
  });

  it.each([
    [{ methods: ['PUT'] }, 'the method is POST, not PUT'],
    [{ path: '/in/other' }, 'the path is /in/demo, not /in/other'],
    [{ path: '/IN/demo' }, 'the path is /in/demo, not /IN/demo'],
    [{ headers: { 'x-none': { present: true } } }, 'the header x-none is missing'],
    [{ headers: { 'x-kind': { is: 'three' } } }, 'the header x-kind is not three'],
    [{ query: { tag: { present: false } } }, 'the query parameter tag is there and must not be'],
    [{ event: 'payment*' }, 'the event is order.created, not payment*'],
    [{ verdict: ['invalid'] }, 'the signature is valid, not invalid'],
    [{ dialect: 'github' }, 'the dialect is standard, not github'],
    [{ body: { json_path: '$.data.total', is: '43' } }, '$.data.total is not 43'],
    [{ body: { json_path: '$.nothing' } }, '$.nothing selects nothing in the body'],
  ])('says why %j does not fit', (when, because) => {
    expect(mismatchOf(when as RuleRecord['when'], REQUEST)).toBe(because);
  });

  it('says that a body is no JSON, or too big to look into', () => {
    const when = { body: { json_path: '$.a' } };
    expect(mismatchOf(when, { ...REQUEST, bodyBytes: Buffer.from('<a/>') })).toBe(
      'the body is not JSON',
    );
    expect(mismatchOf(when, { ...REQUEST, bodyBytes: undefined })).toBe(
      'the body is too big to be looked into',
    );
  });
});

describe('choice of a rule', () => {
  it('takes the first that matches by position, and none that is off', () => {
    const last = rule({ position: 9 }, { answer: { status: 209 } });
    const off = rule({ position: 1, isOn: false }, { answer: { status: 208 } });
    const first = rule({ position: 2 }, { answer: { status: 202 } });
    expect(statusesOf([...inOrder([last, off, first])], [REQUEST])).toEqual([202]);
  });

  it('fails the first N of each event, whatever comes between', () => {
    const flaky = rule({}, { fail_first: { times: 2, per: 'event', answer: { status: 503 } } });
    const other = { ...REQUEST, deliveryKey: 'evt_2' };
    expect(statusesOf([flaky], [REQUEST, other, REQUEST, REQUEST, other, other])).toEqual([
      503, 503, 503, 201, 503, 201,
    ]);
  });

  it('tells events without an id by their bytes', () => {
    const flaky = rule({}, { fail_first: { times: 1, per: 'event', answer: { status: 503 } } });
    const nameless = { ...REQUEST, deliveryKey: null };
    const other = { ...nameless, bodyBytes: Buffer.from('{}') };
    expect(statusesOf([flaky], [nameless, other, nameless, other])).toEqual([503, 503, 201, 201]);
  });

  it('fails the first N of the rule as a whole', () => {
    const flaky = rule({}, { fail_first: { times: 2, per: 'rule', answer: { status: 503 } } });
    const other = { ...REQUEST, deliveryKey: 'evt_2' };
    expect(statusesOf([flaky], [REQUEST, other, REQUEST])).toEqual([503, 503, 201]);
  });

  it('answers a sequence once, then its answer', () => {
    const steps = rule({}, { sequence: [{ status: 500 }, { status: 429 }] });
    expect(statusesOf([steps], [REQUEST, REQUEST, REQUEST, REQUEST])).toEqual([500, 429, 201, 201]);
  });

  it('applies to a share of requests, the same ones for the same seed, and lets the rest through', () => {
    const some = (seed: number) => rule({}, { probability: { share: 0.25, seed } });
    const requests = Array.from({ length: 4000 }, () => REQUEST);
    const one = statusesOf([some(7)], requests);
    expect(statusesOf([some(7)], requests)).toEqual(one);
    expect(statusesOf([some(8)], requests)).not.toEqual(one);
    const share = one.filter((status) => status === 201).length / requests.length;
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.28);
  });

  it('starts anew after a reset', () => {
    const flaky = rule({}, { fail_first: { times: 1, per: 'rule', answer: { status: 503 } } });
    const counters = createRuleCounters();
    expect(chooseRule([flaky], REQUEST, counters)?.answer.status).toBe(503);
    expect(chooseRule([flaky], REQUEST, counters)?.answer.status).toBe(201);
    expect(counters.of(flaky.id)).toMatchObject({ hits: 2, acted: 1 });
    counters.reset(flaky.id);
    expect(chooseRule([flaky], REQUEST, counters)?.answer.status).toBe(503);
  });

  it('explains which rule would answer and why not the ones before, moving no counter', () => {
    const off = rule({ isOn: false });
    const elsewhere = rule({ when: { path: '/x' } });
    const never = rule({}, { probability: { share: 0, seed: 1 } });
    const flaky = rule({}, { fail_first: { times: 1, per: 'rule', answer: { status: 503 } } });
    const counters = createRuleCounters();
    const rules = [off, elsewhere, never, flaky];
    const explanation = explainRules(rules, REQUEST, counters);
    expect(explanation.choice?.rule.id).toBe(flaky.id);
    expect(explanation.skipped.map(({ because }) => because)).toEqual([
      'it is switched off',
      'the path is /in/demo, not /x',
      'it applies to 0 % of requests, and the next one is not among them',
    ]);
    expect(explainRules(rules, REQUEST, counters).choice?.answer.status).toBe(503);
    expect(counters.of(flaky.id).hits).toBe(0);
  });
});

describe('a JSON path that a body makes slow', () => {
  const request = (body: unknown): RuleRequest => ({
    ...REQUEST,
    bodyBytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });

  it('does not match, and says that it takes too long', () => {
    const slow = request([{ a: 'a'.repeat(60) }]);
    const when = { body: { json_path: "$[?search(@.a, '(a+)+b')]" } };
    expect(mismatchOf(when, slow)).toContain('takes more than 100 ms in this body');
    expect(mismatchOf(when, request([{ a: 'aaab' }]))).toBeUndefined();
  });

  it('does not match where it is nested too deeply', () => {
    const deep = request('['.repeat(5_000) + ']'.repeat(5_000));
    const mismatch = mismatchOf({ body: { json_path: '$..a' } }, deep);
    expect(mismatch).toContain('$..a cannot be looked up in this body');
  });
});
