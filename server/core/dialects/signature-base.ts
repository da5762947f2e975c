import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';
import type { MessageInput } from './message-input.ts';

/** One signature of a request by RFC 9421: its label, what it covers, its parameters. */
export interface SignatureInput {
  readonly label: string;
  /** The value as sent; it is the last line of the base. */
  readonly text: string;
  readonly components: readonly Component[];
  readonly created?: string;
  readonly expires?: string;
  readonly algorithm?: string;
}

interface Component {
  readonly name: string;
  /** The identifier as sent, quotes and parameters included. */
  readonly text: string;
  readonly hasParameters: boolean;
}

const COMPONENT = /"([^"]+)"((?:;[a-z*][a-z0-9_.*-]*(?:=(?:"[^"]*"|[^\s;]+))?)*)/g;

/** Reads a structured dictionary (RFC 8941) as label and text; what has no label is passed over. */
export function readDictionary(text: string): Map<string, string> {
  const members = new Map<string, string>();
  for (const member of splitMembers(text)) {
    const cut = member.indexOf('=');
    const label = member.slice(0, Math.max(cut, 0)).trim();
    if (/^[a-z*][a-z0-9_.*-]*$/.test(label)) {
      members.set(label, member.slice(cut + 1).trim());
    }
  }
  return members;
}

/** Quoted texts, the marks that matter, and all between: no two begin alike, so one pass is enough. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[(),]|[^"(),]+/gs;

/** Cuts at commas outside of quotes and parentheses. Strangers choose this text: it is read once. */
function splitMembers(text: string): string[] {
  const members: string[] = [];
  let member = '';
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === ',' && depth <= 0) {
      members.push(member);
      member = '';
      continue;
    }
    depth += token === '(' ? 1 : token === ')' ? -1 : 0;
    member += token;
  }
  return [...members, member];
}

/** The first signature that Signature-Input describes; undefined where it does not parse. */
export function readSignatureInput(headers: RawHeaders): SignatureInput | undefined {
  const [first] = readDictionary(findHeader(headers, 'Signature-Input') ?? '');
  const parts = /^\(([^)]*)\)(.*)$/s.exec(first?.[1] ?? '');
  if (!first || !parts) {
    return undefined;
  }
  const [, list = '', parameters = ''] = parts;
  return {
    label: first[0],
    text: first[1],
    components: [...list.matchAll(COMPONENT)].map(([text, name = '', rest = '']) => ({
      name: name.toLowerCase(),
      text,
      hasParameters: rest !== '',
    })),
    created: /;created=(\d+)/.exec(parameters)?.[1],
    expires: /;expires=(\d+)/.exec(parameters)?.[1],
    algorithm: /;alg="([^"]*)"/.exec(parameters)?.[1],
  };
}

/** The signature base: a line per component, the parameters last, no final newline. */
export function signatureBase(input: MessageInput): string | undefined {
  const described = readSignatureInput(input.headers);
  if (!described) {
    return undefined;
  }
  const lines: string[] = [];
  for (const component of described.components) {
    const value = componentValue(component, input);
    if (value === undefined) {
      return undefined;
    }
    lines.push(`${component.text}: ${value}`);
  }
  return [...lines, `"@signature-params": ${described.text}`].join('\n');
}

function componentValue(component: Component, input: MessageInput): string | undefined {
  if (component.hasParameters) {
    return undefined;
  }
  if (component.name.startsWith('@')) {
    return derivedValue(component.name, input);
  }
  const values = input.headers
    .filter(([name]) => name.toLowerCase() === component.name)
    .map(([, value]) => value.trim());
  return values.length > 0 ? values.join(', ') : undefined;
}

function derivedValue(name: string, input: MessageInput): string | undefined {
  if (name === '@method') {
    return input.method.toUpperCase();
  }
  const url = URL.canParse(input.url) ? new URL(input.url) : undefined;
  switch (name) {
    case '@target-uri':
      return input.url;
    case '@authority':
      return url?.host.toLowerCase();
    case '@scheme':
      return url?.protocol.slice(0, -1);
    case '@path':
      return url?.pathname;
    case '@query':
      return url && (url.search || '?');
    case '@request-target':
      return url && url.pathname + url.search;
    default:
      return undefined;
  }
}
