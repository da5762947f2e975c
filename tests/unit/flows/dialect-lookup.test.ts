import { describe, expect, it } from 'vitest';
import { dialectLookup } from '../../../server/flows/dialect-lookup.ts';

describe('the event type of a captured request', () => {
  it.each([
    ['standard', '{"event":"payment_received","type":"other"}', 'payment_received'],
    ['standard', '{"type":"user.created","data":{}}', 'user.created'],
    ['standard', '{"event":null,"type":"user.created"}', 'user.created'],
    ['standard', '{"data":{}}', null],
    ['standard', 'no JSON', null],
    ['stripe', '{"event":"of no meaning here"}', null],
  ])('of %s in %s is %s', (dialectId, body, eventType) => {
    const names = dialectLookup.readNames(dialectId, {
      headers: [['webhook-id', 'msg_1']],
      bodyBytes: Buffer.from(body),
    });
    expect(names.eventType).toBe(eventType);
  });
});
