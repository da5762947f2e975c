import { describe, expect, it } from 'vitest';
import type { RuleRequest } from '../../../server/core/rule-match.ts';
import { renderTemplate } from '../../../server/core/rule-template.ts';
import { parseTemplate } from '../../../server/core/template.ts';

const REQUEST: RuleRequest = {
  method: 'POST',
  target: '/in/demo?tag=a',
  path: '/in/demo',
  headers: [['X-Kind', 'one']],
  bodyBytes: Buffer.from('{"data":{"total":42}}'),
  eventType: 'order.created',
  deliveryKey: 'evt_1',
  verdict: 'valid',
  dialect: 'standard',
};
const render = (source: string, seed = 1) =>
  Buffer.from(renderTemplate(source, REQUEST, { seed, nowMs: 1_780_000_000_123 })).toString();

describe('body template', () => {
  it('reaches the request', () => {
    expect(
      render(
        '{{request.method}} {{request.path}} {{request.query.tag}} {{request.headers["x-kind"]}} ' +
          '{{request.json.data.total | plus: 1}} {{request.event}} {{request.delivery_key}} {{request.verdict}}',
      ),
    ).toBe('POST /in/demo a one 43 order.created evt_1 valid');
  });

  it('knows the time and makes ids', () => {
    expect(render('{{now}} {{timestamp}} {{timestamp_ms}} {{ now | date: "%Y" }}')).toBe(
      '2026-05-28T20:26:40.123Z 1780000000 1780000000123 2026',
    );
    const [one, other] = render('{{uuid}} {{ uuid }}').split(' ');
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(other).not.toBe(one);
  });

  it('makes up the same data for the same seed', () => {
    const source = '{{fake.person.full_name}} {{fake.internet.email}} {{fake.string.uuid}}';
    expect(render(source, 5)).toBe(render(source, 5));
    expect(render(source, 5)).not.toBe(render(source, 6));
    expect(render(source, 5)).toMatch(/^\S.+ \S+@\S+ [0-9a-f-]{36}$/);
  });

  it.each([
    '{% for i in (1..1000000000) %}{{i}}{% endfor %}',
    '{% for i in (1..30000) %}{% for j in (1..30000) %}x{% endfor %}{% endfor %}',
    "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{s}}",
  ])('gives up on a template that takes too much: %s', (source) => {
    expect(() => render(source)).toThrow();
  });

  it('reads no file and reaches no prototype', () => {
    expect(() => render("{% include '/etc/passwd' %}")).toThrow();
    expect(render('{{request.constructor.name}}{{fake.helpers.multiple}}')).toBe('');
    expect(() => render('{{fake.constructor}}')).toThrow();
    expect(() => render('{{fake.person.constructor}}')).toThrow();
  });

  it('names what is wrong with a template', () => {
    expect(() => parseTemplate('{% if %}')).toThrow(/line:1, col:6/);
  });
});
