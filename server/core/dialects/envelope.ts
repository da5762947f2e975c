import type { RawHeaders } from '../../contract/text.ts';
import type { ShapedRequest, ShapeInput } from './dialect.ts';
import type { EnvelopeFacts } from './facts.ts';
import { compileJson, compileText, type Template } from './templates.ts';

/** Compiles an envelope into the function that shapes requests. Throws RangeError on an unknown template name. */
export function compileEnvelope(facts: EnvelopeFacts): (input: ShapeInput) => ShapedRequest {
  const headers = compileHeaders(facts.headers);
  const retryHeaders = compileHeaders(facts.retryHeaders ?? []);
  const body = compileBody(facts.body);
  const method = facts.method ?? 'POST';
  return (input) => ({
    method,
    url: input.url,
    headers: input.attempt > 1 ? [...headers(input), ...retryHeaders(input)] : headers(input),
    bodyBytes: Buffer.from(body(input), 'utf8'),
  });
}

function compileHeaders(
  facts: readonly (readonly [string, string])[],
): (input: ShapeInput) => RawHeaders {
  const compiled = facts.map(([name, source]) => ({ name, value: compileText(source) }));
  return (input) => compiled.map(({ name, value }) => [name, value(input)]);
}

function compileBody(facts: EnvelopeFacts['body']): Template {
  if (facts.kind === 'form') {
    return (input) => formText(input.dataText);
  }
  return compileJson(facts.template + (facts.tail ?? ''));
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
