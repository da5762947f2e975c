import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemSchema } from '../../server/contract/problem.ts';
import { createExposeeBed, type ExposeeBed } from '../support/exposee-bed.ts';

let bed: ExposeeBed;
beforeEach(async () => {
  bed = await createExposeeBed();
});
afterEach(() => bed.close());

const SINK = 'http://127.0.0.1:9/in';

async function call(method: string, path: string, body?: unknown) {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(bed.url + path, { method, ...(body === undefined ? {} : json) });
  return { status: response.status, json: await response.json() };
}

async function problem(method: string, path: string, body: unknown) {
  return ProblemSchema.parse((await call(method, path, body)).json);
}

describe('what a route of the exposee does not know', () => {
  it('refuses a slip that would unregister more than was meant', async () => {
    const event_types = ['payment_received', 'invoice_completed', '*'];
    await call('POST', '/webhooks/register', { url: SINK, event_types });
    const input = { url: SINK, events: 'payment_received' };
    for (const [method, path] of [
      ['DELETE', '/webhooks/unregister'],
      ['POST', '/unregister'],
      ['DELETE', '/unregister'],
    ] as const) {
      const { status, detail } = await problem(method, path, input);
      expect([status, detail]).toEqual([422, 'events: is not known here; did you mean event?']);
    }
    expect(bed.stores.subscriptions.all()[0]?.eventTypes).toHaveLength(3);
  });

  it.each([
    ['/webhooks/register', { url: SINK, event_types: ['*'], secrets: 'x' }, 'secrets', 'secret'],
    ['/register', { url: SINK, event: '*', even_type: 'x' }, 'even_type', undefined],
    ['/trigger', { event: 'ping', data: 1, ID: 'a' }, 'ID', 'id'],
    ['/trigger', { event: 'ping', dta: 1 }, 'dta', 'data'],
    ['/webhooks/ping-back', { url: SINK, urls: [] }, 'urls', undefined],
  ])('is refused in the body of %s %j', async (path, body, at, near) => {
    const { status, errors } = await problem('POST', path, body);
    expect([status, errors?.[0]?.path]).toEqual([422, at]);
    expect(errors?.[0]?.message).toContain(near ? `did you mean ${near}?` : 'known are url');
    expect(bed.published).toEqual([]);
    expect(bed.stores.subscriptions.all()).toEqual([]);
  });

  it('is refused in one event of many, and the others are taken', async () => {
    const events = [
      { event: 'ping', data: 1 },
      { event: 'ping', data: 2, idd: 'x' },
    ];
    const { status, json } = await call('POST', '/trigger', events);
    expect([status, json.accepted, json.refused]).toEqual([202, 1, 1]);
    expect(json.results[1].detail).toBe('idd: is not known here; did you mean id?');
  });

  it('is free in arguments of a trigger hook, in data, and in what a link carries behind its ?', async () => {
    expect((await call('POST', '/webhook', { userid: 'testuser' })).status).toBe(200);
    const event = { event: 'ping', data: { what: { ever: 1 } } };
    expect((await call('POST', '/trigger', event)).status).toBe(202);
    expect((await call('GET', '/webhooks?utm_source=docs')).status).toBe(200);
  });
});
