import type { RawHeaders } from '../../contract/text.ts';
import { putBytes } from '../put-bytes.ts';
import type { ShapedRequest, ShapeInput } from './dialect.ts';
import type { EnvelopeFacts } from './facts.ts';
import { compileJson, compileText, type Spell } from './templates.ts';

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
    bodyBytes: body(input),
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

function compileBody(
  facts: EnvelopeFacts['body'],
  spell: Spell,
): (input: ShapeInput) => Uint8Array {
  if (facts.kind === 'form') {
    return (input) => utf8(formText(input.dataText));
  }
  const fill = compileJson(facts.template, spell);
  if (facts.isAscii) {
    return (input) => utf8(asciiJson(fill(input)));
  }
  const around = compileAroundData(facts.template, spell);
  return (input) =>
    around && input.dataBytes ? around(input, input.dataBytes) : utf8(fill(input));
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** For templates that hold the data once: its bytes are copied as they are, without a text of them. */
function compileAroundData(
  template: string,
  spell: Spell,
): ((input: ShapeInput, dataBytes: Uint8Array) => Uint8Array) | undefined {
  const [before, after, ...more] = template.split('{{data}}');
  if (before === undefined || after === undefined || more.length > 0) {
    return undefined;
  }
  const head = compileJson(before, spell);
  const tail = compileJson(after, spell);
  return (input, dataBytes) => {
    const [first, last] = [head(input), tail(input)];
    const [start, end] = [Buffer.byteLength(first), Buffer.byteLength(last)];
    const bytes = Buffer.allocUnsafe(start + dataBytes.length + end);
    bytes.write(first, 0, 'utf8');
    putBytes(bytes, dataBytes, start);
    bytes.write(last, start + dataBytes.length, 'utf8');
    return bytes;
  };
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
