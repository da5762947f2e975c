import type { RawHeaders } from '../../contract/text.ts';
import type { ShapedRequest, ShapeInput } from './dialect.ts';
import type { EnvelopeFacts } from './facts.ts';
import { compileJson, compileText, type Spell, type Template } from './templates.ts';

/** Compiles an envelope into the function that shapes requests. Throws RangeError on an unknown template name. */
export function compileEnvelope(facts: EnvelopeFacts): (input: ShapeInput) => ShapedRequest {
  const spell = spelling(facts);
  const headers = compileHeaders(facts.headers, spell);
  const retryHeaders = compileHeaders(facts.retryHeaders ?? [], spell);
  const body = compileBody(facts.body, spell);
  const method = facts.method ?? 'POST';
  return (input) => ({
    method,
    url: input.url,
    headers: input.attempt > 1 ? [...headers(input), ...retryHeaders(input)] : headers(input),
    bodyBytes: Buffer.from(body(input), 'utf8'),
  });
}

function spelling(facts: EnvelopeFacts): Spell {
  const { eventNames = {}, eventSeparator = '.' } = facts;
  const names = new Map(Object.entries(eventNames));
  return (eventType) => names.get(eventType) ?? eventType.replaceAll('.', eventSeparator);
}

function compileHeaders(
  facts: readonly (readonly [string, string])[],
  spell: Spell,
): (input: ShapeInput) => RawHeaders {
  const compiled = facts.map(([name, source]) => ({ name, value: compileText(source, spell) }));
  return (input) => compiled.map(({ name, value }) => [name, value(input)]);
}

function compileBody(facts: EnvelopeFacts['body'], spell: Spell): Template {
  if (facts.kind === 'form') {
    return (input) => formText(input.dataText);
  }
  const fill = compileJson(facts.template, spell);
  return facts.isAscii ? (input) => asciiJson(fill(input)) : fill;
}

/** Meta writes everything beyond ASCII as \\u escapes; outside of texts JSON has no such character. */
export function asciiJson(text: string): string {
  return text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** data's top-level fields as a form; nested values as JSON, anything but an object as one field. */
function formText(dataText: string): string {
  const data: unknown = JSON.parse(dataText);
  const form = new URLSearchParams();
  if (typeof data !== 'object' || data === null) {
    form.append('data', String(data));
    return form.toString();
  }
  for (const [name, value] of Object.entries(data)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      form.append(name, typeof item === 'string' ? item : JSON.stringify(item));
    }
  }
  return form.toString();
}
