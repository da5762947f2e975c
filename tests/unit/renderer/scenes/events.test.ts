import { describe, expect, it } from 'vitest';
import {
  composeBody,
  composeFault,
  sentSizeText,
} from '../../../../renderer/scenes/events/compose-event.ts';
import { problemsOf } from '../../../../renderer/scenes/events/payload-problems.ts';
import {
  checkPublisher,
  publisherBody,
} from '../../../../renderer/scenes/events/publisher-values.ts';
import { samplesOf } from '../../../../renderer/scenes/events/sample-list.ts';
import { schemaFields } from '../../../../renderer/scenes/events/schema-fields.ts';

const SCHEMA = {
  type: 'object',
  required: ['id', 'currency'],
  properties: {
    id: { type: 'string' },
    currency: { enum: ['EUR', 'USD'] },
    lines: { type: 'array', items: { type: 'object', properties: { qty: { type: 'integer' } } } },
  },
};

describe('problemsOf', () => {
  it('says nothing where the payload fits', () => {
    expect(problemsOf('{"id":"a","currency":"EUR"}', SCHEMA)).toEqual([]);
  });

  it('names line and cause of what does not fit the schema', () => {
    const text = '{\n  "id": 5,\n  "lines": [\n    { "qty": "two" }\n  ]\n}';
    const problems = problemsOf(text, SCHEMA);
    expect(problems.every((problem) => !problem.isFatal)).toBe(true);
    expect(problems).toContainEqual({ line: 1, text: 'currency is missing.', isFatal: false });
    expect(problems.map((problem) => problem.line).sort()).toEqual([1, 2, 4]);
  });

  it('says where text is not JSON', () => {
    expect(problemsOf('{\n  "id": x\n}', SCHEMA)).toMatchObject([{ line: 2, isFatal: true }]);
  });
});

describe('composeBody', () => {
  const event = {
    eventType: 'order.created',
    template: '{"id":9007199254740993123,"x":1.0}',
    isTemplate: true,
    target: { kind: 'all' as const },
    breakIt: [],
    times: 1,
  };
  const toUrl = { kind: 'url' as const, url: 'http://x.test', dialect: 'github', secret: '' };

  it('keeps the payload as text', () => {
    expect(composeBody(event, 5)).toEqual({
      event: 'order.created',
      template: '{"id":9007199254740993123,"x":1.0}',
      is_template: true,
      seed: 5,
    });
  });

  it('names the target and what is broken', () => {
    expect(composeBody({ ...event, target: toUrl })).toMatchObject({
      url: 'http://x.test',
      dialect: 'github',
    });
    expect(composeBody({ ...event, target: toUrl })).not.toHaveProperty('secret');
    const broken = { kind: 'subscription' as const, id: 'sub_1' };
    expect(composeBody({ ...event, target: broken, breakIt: ['crlf'] })).toMatchObject({
      subscription_id: 'sub_1',
      break_it: ['crlf'],
    });
  });

  it('refuses to break something for all', () => {
    expect(composeFault({ ...event, breakIt: ['crlf'] })).toContain('one target');
    expect(composeFault({ ...event, target: { ...toUrl, url: 'ftp://x' } })).toContain('URL');
    expect(composeFault(event)).toBeUndefined();
  });

  it('says how many bytes go out', () => {
    expect(sentSizeText([37, 37])).toBe('37 bytes as sent');
    expect(sentSizeText([1300, 37])).toBe('37 to 1,300 bytes as sent');
    expect(sentSizeText([])).toBe('no one to send it to');
  });
});

describe('schemaFields', () => {
  it('lists what a schema asks for, required ones first, references followed', () => {
    const schema = {
      $ref: '#/$defs/Order',
      $defs: {
        Order: {
          required: ['total'],
          properties: {
            note: { type: ['string', 'null'] },
            total: { type: 'integer' },
            lines: { type: 'array', items: { $ref: '#/$defs/Line' } },
            state: { enum: ['open', 'paid'] },
          },
        },
        Line: { type: 'object' },
      },
    };
    expect(schemaFields(schema).map(({ name, type }) => [name, type])).toEqual([
      ['total', 'integer'],
      ['note', 'string or null'],
      ['lines', 'list of object'],
      ['state', 'open | paid'],
    ]);
    expect(schemaFields({})).toEqual([]);
  });
});

describe('samplesOf', () => {
  it('has the variants in the order in which they grow, then one\u2019s own', () => {
    const type = {
      name: 'a',
      group: 'g',
      description: '',
      schema: {},
      sample: { id: 1 },
      samples: { odd_unicode: {}, minimal: {}, special_case: {} },
      own_samples: { 'Mine {{x}}': '{"id": {{uuid}}}' },
      origin: 'user' as const,
    };
    expect(samplesOf(type).map(({ label }) => label)).toEqual([
      'Minimal',
      'Typical',
      'Odd Unicode',
      'special case',
      'Mine {{x}}',
    ]);
    expect(samplesOf(type).at(-1)?.text).toBe('{"id": {{uuid}}}');
  });
});

describe('publishers', () => {
  const values = {
    eventTypes: '*',
    rhythm: 'random' as const,
    everyS: '',
    minS: '5',
    maxS: '60',
    count: '',
    seed: '7',
  };

  it('turns what was typed into a call', () => {
    expect(publisherBody(values, ['*'])).toEqual({
      event_types: ['*'],
      min_ms: 5000,
      max_ms: 60_000,
      count: null,
      seed: 7,
    });
    expect(publisherBody({ ...values, rhythm: 'interval', everyS: '0.5' }, ['a'])).toMatchObject({
      min_ms: 500,
      max_ms: 500,
    });
  });

  it('names the field that is wrong', () => {
    const faults = (change: object) =>
      Object.entries(checkPublisher({ ...values, ...change }))
        .filter(([, fault]) => fault !== undefined)
        .map(([field]) => field);
    expect(faults({})).toEqual([]);
    expect(faults({ count: '10,000', maxS: '86,400' })).toEqual([]);
    expect(publisherBody({ ...values, count: '10,000', maxS: '86,400' }, ['*'])).toMatchObject({
      count: 10_000,
      max_ms: 86_400_000,
    });
    expect(faults({ minS: '70' })).toEqual(['maxS']);
    expect(faults({ rhythm: 'interval' })).toEqual(['everyS']);
    expect(faults({ count: '1.5', seed: '-1' })).toEqual(['count', 'seed']);
  });
});
