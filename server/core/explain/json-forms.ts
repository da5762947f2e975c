import { changes, type Form } from './change.ts';

/** Scalars and punctuation in order, as they are written: nothing is rounded, no key is dropped. */
type Tokens = readonly string[];

interface Style {
  /** Undefined: all on one line. */
  readonly indent?: string;
  readonly comma: string;
  readonly colon: string;
}

interface NamedStyle {
  readonly name: string;
  readonly style: Style;
}

const COMPACT: Style = { comma: ',', colon: ':' };
const SPACED: Style = { comma: ', ', colon: ': ' };

const LAYOUTS: readonly NamedStyle[] = [
  { name: 'as compact JSON', style: COMPACT },
  { name: 'with ", " and ": " as separators, as Python writes it', style: SPACED },
  { name: 'with an indent of 2', style: { comma: ',', colon: ': ', indent: '  ' } },
  { name: 'with an indent of 4', style: { comma: ',', colon: ': ', indent: '    ' } },
  { name: 'with tabs', style: { comma: ',', colon: ': ', indent: '\t' } },
  { name: 'with ":" and ", " as separators', style: { comma: ', ', colon: ':' } },
  { name: 'with "," and ": " as separators', style: { comma: ',', colon: ': ' } },
];

type Rewrite = readonly [name: string, rewrite: (stringText: string) => string];

/** Order matters: the plain escapes of one library come before mixtures. */
const REWRITES: readonly Rewrite[] = [
  ['non-ASCII characters as \\uXXXX', (text) => escapeNonAscii(unescapeUnicode(text))],
  ['non-ASCII characters in clear', unescapeUnicode],
  ['"/" as "\\/", as PHP writes it', (text) => text.replace(/\\?\//g, '\\/')],
  ['"\\/" as "/"', (text) => text.replaceAll('\\/', '/')],
  ['<, > and & as \\u003c, \\u003e and \\u0026, as Go writes it', escapeHtml],
  ['<, > and & in clear', unescapeHtml],
  [
    'non-ASCII as \\uXXXX and "/" as "\\/", as PHP writes it',
    (text) => escapeNonAscii(unescapeUnicode(text)).replace(/\\?\//g, '\\/'),
  ],
];

/** Other ways to write the same JSON, likeliest first; none where the text is no JSON. */
export function* jsonForms(text: string): Generator<Form<string>> {
  if (!isJson(text)) {
    return;
  }
  const tokens = tokensOf(text);
  yield* layouts(tokens, '');
  for (const [name, rewrite] of REWRITES) {
    yield named(text.replace(STRING, rewrite), `with ${name}`);
  }
  yield* reparsedForms(text);
  const sorted = sortKeys(tokens);
  yield* layouts(sorted, ' and with sorted keys');
  for (const [what, rewrite] of REWRITES) {
    yield* layouts(rewritten(tokens, rewrite), `, ${what}`);
  }
  for (const [what, rewrite] of REWRITES) {
    yield* layouts(rewritten(sorted, rewrite), `, ${what} and with sorted keys`);
  }
}

function named(value: string, how: string): Form<string> {
  return { value, change: changes.reserialised(how) };
}

function* layouts(tokens: Tokens, suffix: string): Generator<Form<string>> {
  for (const { name, style } of LAYOUTS) {
    yield named(write(tokens, style), `${name}${suffix}`);
  }
}

/** What JavaScript makes of it: numbers in their shortest form, the last of repeated keys. */
function* reparsedForms(text: string): Generator<Form<string>> {
  const parsed: unknown = JSON.parse(text);
  const name = 'after JSON.parse and JSON.stringify, which rewrite numbers and drop repeated keys';
  yield named(JSON.stringify(parsed), name);
  yield named(JSON.stringify(parsed, null, 2), `${name}, indented`);
}

function rewritten(tokens: Tokens, rewrite: (stringText: string) => string): Tokens {
  return tokens.map((token) => (token.startsWith('"') ? rewrite(token) : token));
}

function write(tokens: Tokens, style: Style): string {
  const parts: string[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isOpening(token)) {
      depth += 1;
      parts.push(token, isClosing(tokens[index + 1]) ? '' : lineStart(style, depth));
    } else if (isClosing(token)) {
      depth -= 1;
      parts.push(isOpening(tokens[index - 1]) ? '' : lineStart(style, depth), token);
    } else {
      parts.push(punctuation(token, style, depth));
    }
  }
  return parts.join('');
}

function punctuation(token: string, style: Style, depth: number): string {
  if (token === ',') {
    return style.indent === undefined ? style.comma : `,${lineStart(style, depth)}`;
  }
  return token === ':' ? style.colon : token;
}

function isClosing(token: string | undefined): boolean {
  return token === '}' || token === ']';
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

function lineStart(style: Style, depth: number): string {
  return style.indent === undefined ? '' : `\n${style.indent.repeat(depth)}`;
}

/** The same tokens with the members of every object in the order of their names. */
function sortKeys(tokens: Tokens): Tokens {
  let at = 0;
  const value = (): Tokens => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token === '[') {
      return ['[', ...joined(sequence(']', value)), ']'];
    }
    if (token === '{') {
      const members = sequence('}', () => {
        const key = tokens[at] ?? '';
        at += 2;
        return [key, ':', ...value()];
      });
      members.sort(([left = ''], [right = '']) => (left < right ? -1 : left > right ? 1 : 0));
      return ['{', ...joined(members), '}'];
    }
    return [token];
  };
  const sequence = (close: string, read: () => Tokens): Tokens[] => {
    const items: Tokens[] = [];
    while (at < tokens.length && tokens[at] !== close) {
      items.push(read());
      at += tokens[at] === ',' ? 1 : 0;
    }
    at += 1;
    return items;
  };
  return value();
}

function joined(items: readonly Tokens[]): string[] {
  return items.flatMap((item, index) => (index === 0 ? item : [',', ...item]));
}

const STRING = /"(?:[^"\\]|\\.)*"/g;
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([[\]{},:])|([^\s"[\]{},:]+))/y;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

function escapeNonAscii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${hex4(unit.charCodeAt(0))}`);
}

/** Control characters stay escaped: JSON does not allow them in clear. */
function unescapeUnicode(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|.)/g, (found, code?: string) => {
    const unit = code === undefined ? 0 : Number.parseInt(code, 16);
    return unit >= 0x80 ? String.fromCharCode(unit) : found;
  });
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&]/g, (unit) => `\\u${hex4(unit.charCodeAt(0))}`);
}

function unescapeHtml(text: string): string {
  return text.replace(/\\u00(3c|3e|26)/gi, (_escape, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function hex4(unit: number): string {
  return unit.toString(16).padStart(4, '0');
}
