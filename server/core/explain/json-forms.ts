import { changes, type Form } from './change.ts';

/** A JSON value with its scalars as they are written: nothing is rounded, no key is dropped. */
type Node =
  | { readonly kind: 'scalar'; readonly text: string; readonly isString: boolean }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Node])[] };

interface Style {
  /** Undefined: all on one line. */
  readonly indent?: string;
  readonly comma: string;
  readonly colon: string;
  readonly isSorted?: boolean;
  readonly rewrite?: (stringText: string) => string;
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
  const root = parse(text);
  if (!root) {
    return;
  }
  for (const { name, style } of LAYOUTS) {
    yield { value: write(root, style, ''), change: changes.reserialised(name) };
  }
  for (const [name, rewrite] of REWRITES) {
    const value = text.replace(STRING, rewrite);
    yield { value, change: changes.reserialised(`with ${name}`) };
  }
  yield* reparsedForms(text);
  yield* mixedForms(root);
}

/** What JavaScript makes of it: numbers in their shortest form, the last of repeated keys. */
function* reparsedForms(text: string): Generator<Form<string>> {
  const parsed: unknown = JSON.parse(text);
  const name = 'after JSON.parse and JSON.stringify, which rewrite numbers and drop repeated keys';
  yield { value: JSON.stringify(parsed), change: changes.reserialised(name) };
  yield {
    value: JSON.stringify(parsed, null, 2),
    change: changes.reserialised(`${name}, indented`),
  };
}

function* mixedForms(root: Node): Generator<Form<string>> {
  for (const { name, style } of LAYOUTS) {
    const change = changes.reserialised(`${name} and with sorted keys`);
    yield { value: write(root, { ...style, isSorted: true }, ''), change };
  }
  for (const { name, style } of LAYOUTS) {
    for (const [what, rewrite] of REWRITES) {
      const change = changes.reserialised(`${name}, ${what}`);
      yield { value: write(root, { ...style, rewrite }, ''), change };
    }
  }
  for (const { name, style } of LAYOUTS) {
    for (const [what, rewrite] of REWRITES) {
      const change = changes.reserialised(`${name}, ${what} and with sorted keys`);
      yield { value: write(root, { ...style, rewrite, isSorted: true }, ''), change };
    }
  }
}

function write(node: Node, style: Style, margin: string): string {
  if (node.kind === 'scalar') {
    return node.isString && style.rewrite ? style.rewrite(node.text) : node.text;
  }
  const inner = style.indent === undefined ? '' : margin + style.indent;
  const parts =
    node.kind === 'array'
      ? node.items.map((item) => write(item, style, inner))
      : membersOf(node.members, style).map(([key, value]) => {
          const keyText = style.rewrite ? style.rewrite(key) : key;
          return keyText + style.colon + write(value, style, inner);
        });
  const [open, close] = node.kind === 'array' ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0 || style.indent === undefined) {
    return open + parts.join(style.comma) + close;
  }
  return `${open}\n${inner}${parts.join(`${style.comma}\n${inner}`)}\n${margin}${close}`;
}

function membersOf(
  members: readonly (readonly [string, Node])[],
  style: Style,
): readonly (readonly [string, Node])[] {
  if (!style.isSorted) {
    return members;
  }
  return [...members].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}

const STRING = /"(?:[^"\\]|\\.)*"/g;
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([[\]{},:])|([^\s"[\]{},:]+))/y;

function parse(text: string): Node | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const tokens = tokensOf(text);
  let at = 0;
  const value = (): Node => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token === '[') {
      const items = sequence(']', value);
      return { kind: 'array', items };
    }
    if (token === '{') {
      const members = sequence('}', () => {
        const key = tokens[at] ?? '';
        at += 2;
        return [key, value()] as const;
      });
      return { kind: 'object', members };
    }
    return { kind: 'scalar', text: token, isString: token.startsWith('"') };
  };
  const sequence = <Item>(close: string, read: () => Item): Item[] => {
    const items: Item[] = [];
    while (at < tokens.length && tokens[at] !== close) {
      items.push(read());
      at += tokens[at] === ',' ? 1 : 0;
    }
    at += 1;
    return items;
  };
  return value();
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
