import { adyenText } from './adyen-item.ts';
import type { CanonicalName } from './facts.ts';
import { parseJsonBody, readPath } from './json-path.ts';
import type { MessageInput } from './message-input.ts';
import { signatureBase } from './signature-base.ts';

/** The texts that some providers sign in place of the body; undefined where the request cannot yield one. */
export function canonicalText(name: CanonicalName, input: MessageInput): string | undefined {
  switch (name) {
    case 'twilio_form':
      return twilioForm(input);
    case 'twilio_json':
      return withoutFragment(input.url);
    case 'plivo_v3':
      return plivoText(input);
    case 'adyen_item':
      return adyenText(input.bodyBytes);
    case 'mailgun_token':
      return mailgunText(input.bodyBytes);
    case 'rfc9421_base':
      return signatureBase(input);
  }
}

function withoutFragment(url: string): string {
  const cut = url.indexOf('#');
  return cut < 0 ? url : url.slice(0, cut);
}

/** The URL, then every parameter's name and its distinct values, sorted by code unit. */
function twilioForm(input: MessageInput): string {
  let text = withoutFragment(input.url);
  for (const [name, values] of formFields(input)) {
    for (const value of new Set(values)) {
      text += name + value;
    }
  }
  return text;
}

/** The form's decoded fields, names and values sorted by code unit; none for GET. */
function formFields(input: MessageInput): [string, string[]][] {
  if (input.method.toUpperCase() === 'GET') {
    return [];
  }
  const form = new URLSearchParams(Buffer.from(input.bodyBytes ?? []).toString('utf8'));
  return sortedFields(form);
}

function sortedFields(fields: URLSearchParams): [string, string[]][] {
  const byName = new Map<string, string[]>();
  for (const [name, value] of fields) {
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  // The default order of sort() is by code unit, as Twilio and Plivo have it.
  const names = [...byName.keys()].sort();
  return names.map((name) => [name, (byName.get(name) ?? []).sort()]);
}

/** Plivo v3: URL, sorted query, sorted parameters, nonce (which is the signed id). */
function plivoText(input: MessageInput): string | undefined {
  const url = parseUrl(input.url);
  if (!url) {
    return undefined;
  }
  const query = sortedFields(url.searchParams)
    .flatMap(([name, values]) => values.map((value) => `${name}=${value}`))
    .join('&');
  const fields = formFields(input)
    .flatMap(([name, values]) => values.map((value) => name + value))
    .join('');
  const mark = query !== '' || fields !== '' ? '?' : '';
  const dot = query !== '' && fields !== '' ? '.' : '';
  return `${url.origin}${url.pathname}${mark}${query}${dot}${fields}.${input.id ?? ''}`;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function mailgunText(bodyBytes: Uint8Array | undefined): string | undefined {
  const signature = readPath(parseJsonBody(bodyBytes ?? new Uint8Array()), 'signature');
  const timestamp = readPath(signature, 'timestamp');
  const token = readPath(signature, 'token');
  return typeof token === 'string' && timestamp !== undefined
    ? `${String(timestamp)}${token}`
    : undefined;
}
