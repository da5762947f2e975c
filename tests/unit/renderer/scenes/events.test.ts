import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../../renderer/api/client.ts';
import { composeFault, sendComposed } from '../../../../renderer/scenes/events/compose-event.ts';
import { problemsOf } from '../../../../renderer/scenes/events/payload-problems.ts';
import {
  checkPublisher,
  publisherBody,
} from '../../../../renderer/scenes/events/publisher-values.ts';

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

describe('sendComposed', () => {
  function recorder() {
    const calls: [string, string][] = [];
    const client = {
      callWithText: async (id: string, text: string) => {
        calls.push([id, text]);
        return { event_id: `evt_${calls.length}`, deliveries: 2 };
      },
    };
    return { calls, client: client as Partial<ApiClient> as ApiClient };
  }
  const event = {
    eventType: 'order.created',
    dataText: '{"id":9007199254740993123,"x":1.0}',
    target: { kind: 'all' as const },
    breakIt: [],
    times: 1,
  };

  it('sends the data exactly as written', async () => {
    const { calls, client } = recorder();
    await sendComposed(client, event);
    expect(calls).toEqual([
      ['triggerEvent', '{"event":"order.created","data":{"id":9007199254740993123,"x":1.0}}'],
    ]);
  });

  it('sends what is broken, and to a URL, as a test', async () => {
    const { calls, client } = recorder();
    await sendComposed(client, { ...event, target: { kind: 'url', url: 'http://x.test' } });
    await sendComposed(client, {
      ...event,
      target: { kind: 'subscription', id: 'sub_1' },
      breakIt: ['crlf'],
    });
    expect(calls.map(([id]) => id)).toEqual(['testFire', 'testFire']);
    expect(JSON.parse(calls[1]![1])).toMatchObject({
      subscription_id: 'sub_1',
      break_it: ['crlf'],
    });
  });

  it('sends as often as asked', async () => {
    const { client } = recorder();
    const sent = await sendComposed(client, { ...event, times: 3 });
    expect(sent).toEqual({ eventIds: ['evt_1', 'evt_2', 'evt_3'], deliveries: 6 });
  });

  it('refuses to break something for all', () => {
    expect(composeFault({ ...event, breakIt: ['crlf'] })).toContain('one target');
    expect(composeFault({ ...event, target: { kind: 'url', url: 'ftp://x' } })).toContain('URL');
    expect(composeFault(event)).toBeUndefined();
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
    expect(faults({ minS: '70' })).toEqual(['maxS']);
    expect(faults({ rhythm: 'interval' })).toEqual(['everyS']);
    expect(faults({ count: '1.5', seed: '-1' })).toEqual(['count', 'seed']);
  });
});
