// Reads a script by PowerShell's documented rules (about_Quoting_Rules, about_Special_Characters,
// about_Parsing) without PowerShell: enough of them for commands that people copy, and an error for
// everything else. It knows nothing of the code that writes such scripts.

export interface PowershellRun {
  /** Arguments that native programs get, each with the files that stood there at that moment. */
  readonly calls: { readonly arguments: string[]; readonly files: ReadonlyMap<string, Buffer> }[];
  /** Files that were made and not removed. */
  readonly left: readonly string[];
}

type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'word' | 'mark'; readonly value: string }
  | { readonly kind: 'end' };

/** PowerShell takes typographic quotes for plain ones. */
const SINGLE = /['\u2018\u2019\u201a\u201b]/;
const DOUBLE = /["\u201c\u201d\u201e]/;
const ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
  '`': '`',
  '"': '"',
  $: '$',
};

/** Does what the script says; temporary files get names with a space and a bracket, as they may. */
export function runPowershell(script: string): PowershellRun {
  const variables = new Map<string, string>();
  const files = new Map<string, Buffer>();
  const calls: PowershellRun['calls'] = [];
  for (const statement of statements(script, variables)) {
    runStatement(statement, { variables, files, calls });
  }
  return { calls, left: [...files.keys()] };
}

interface World {
  readonly variables: Map<string, string>;
  readonly files: Map<string, Buffer>;
  readonly calls: PowershellRun['calls'];
}

function runStatement(tokens: Token[], world: World): void {
  const shape = tokens.map((token) => (token.kind === 'text' ? '<text>' : textOf(token))).join(' ');
  const variable = /^(\$\w+)/.exec(shape)?.[1] ?? '';
  if (/^\$\w+ = \[IO\.Path\]::GetTempFileName ( )?\( \)$/.test(shape)) {
    const path = `/tmp/a folder [1]/${variable.slice(1)}.tmp`;
    world.variables.set(variable, path);
    world.files.set(path, Buffer.alloc(0));
    return;
  }
  const written = /^\[IO\.File\]::(WriteAllText|WriteAllBytes) \( (\$\w+) , (.*) \)$/.exec(shape);
  if (written) {
    const text = tokens.find((token) => token.kind === 'text');
    const isBytes = written[3] === '[Convert]::FromBase64String ( <text> )';
    if (text?.kind !== 'text' || (written[1] === 'WriteAllBytes') !== isBytes) {
      throw new Error(`not understood: ${shape}`);
    }
    // WriteAllText writes UTF-8 without a mark.
    const bytes = Buffer.from(text.value, isBytes ? 'base64' : 'utf8');
    world.files.set(pathOf(written[2] ?? '', world), bytes);
    return;
  }
  if (shape.startsWith('& ( Get-Command curl -CommandType Application ) [0] ')) {
    const given = tokens.slice(8).map((token) => argumentOf(token, world));
    world.calls.push({ arguments: given, files: new Map(world.files) });
    return;
  }
  const removed = /^Remove-Item -LiteralPath (.*)$/.exec(shape)?.[1];
  if (removed === undefined) {
    throw new Error(`not understood: ${shape}`);
  }
  for (const name of removed.split(' , ')) {
    world.files.delete(pathOf(name, world));
  }
}

const textOf = (token: Token) => (token.kind === 'end' ? '' : token.value);

function pathOf(name: string, { variables }: World): string {
  const path = variables.get(name);
  if (path === undefined) {
    throw new Error(`${name} has no value`);
  }
  return path;
}

/** A bare word is an argument as it stands; a variable is its value, in one piece. */
function argumentOf(token: Token, world: World): string {
  const value = textOf(token);
  if (token.kind !== 'text' && value.startsWith('$')) {
    return pathOf(value, world);
  }
  if (token.kind === 'word' && !/^--?[a-z-]+$/.test(value)) {
    throw new Error(`a bare word that PowerShell may read otherwise: ${value}`);
  }
  return value;
}

/** Cuts a script into statements: at line ends outside of strings and brackets. */
function* statements(script: string, variables: ReadonlyMap<string, string>): Iterable<Token[]> {
  let tokens: Token[] = [];
  let depth = 0;
  let at = 0;
  while (at < script.length) {
    const { token, next } = readToken(script, at, variables);
    at = next;
    if (token?.kind === 'mark') {
      depth += token.value === '(' ? 1 : token.value === ')' ? -1 : 0;
    }
    if (token?.kind !== 'end') {
      tokens.push(...(token ? [token] : []));
    } else if (depth === 0 && tokens.length > 0) {
      yield tokens;
      tokens = [];
    }
  }
  if (tokens.length > 0) {
    yield tokens;
  }
}

interface Read {
  readonly token: Token | undefined;
  readonly next: number;
}

function readToken(script: string, at: number, variables: ReadonlyMap<string, string>): Read {
  const rest = script.slice(at);
  const here = new RegExp(`^@${SINGLE.source}[ \\t]*\\r?\\n`).exec(rest);
  if (here) {
    // Nothing inside means anything; it ends where a line begins with the quote and @.
    const end = new RegExp(`\\r?\\n${SINGLE.source}@`).exec(rest.slice(here[0].length - 1));
    if (!end) {
      throw new Error('a here-string without an end');
    }
    const from = here[0].length - 1;
    const value = rest.slice(here[0].length, from + end.index);
    return { token: { kind: 'text', value }, next: at + from + end.index + end[0].length };
  }
  const first = rest.charAt(0);
  if (SINGLE.test(first)) {
    return readSingle(script, at);
  }
  if (DOUBLE.test(first)) {
    return readDouble(script, at, variables);
  }
  if (/^\r?\n|^;/.test(rest)) {
    return { token: { kind: 'end' }, next: at + (rest.startsWith('\r') ? 2 : 1) };
  }
  if (/[ \t]/.test(first)) {
    return { token: undefined, next: at + 1 };
  }
  if (/[(),]/.test(first)) {
    return { token: { kind: 'mark', value: first }, next: at + 1 };
  }
  const word = /^(&|=|\[0\]|\$\w+|\[[\w.]+\]::\w+|[\w-]+)/.exec(rest)?.[0];
  if (word === undefined) {
    throw new Error(`not understood: ${JSON.stringify(rest.slice(0, 40))}`);
  }
  return { token: { kind: 'word', value: word }, next: at + word.length };
}

/** Two quotes are one; nothing else means anything. */
function readSingle(script: string, start: number): Read {
  let value = '';
  for (let at = start + 1; at < script.length; at += 1) {
    const character = script.charAt(at);
    if (!SINGLE.test(character)) {
      value += character;
    } else if (SINGLE.test(script.charAt(at + 1))) {
      value += character;
      at += 1;
    } else {
      return { token: { kind: 'text', value }, next: at + 1 };
    }
  }
  throw new Error('a string without an end');
}

function readDouble(script: string, start: number, variables: ReadonlyMap<string, string>): Read {
  let value = '';
  for (let at = start + 1; at < script.length; at += 1) {
    const character = script.charAt(at);
    if (character === '`') {
      at += 1;
      value += ESCAPES[script.charAt(at)] ?? script.charAt(at);
    } else if (character === '$') {
      const name = /^\$\w+/.exec(script.slice(at))?.[0];
      const known = name === undefined ? undefined : variables.get(name);
      if (name === undefined || known === undefined) {
        throw new Error('an expansion that is none of the script’s own variables');
      }
      value += known;
      at += name.length - 1;
    } else if (DOUBLE.test(character)) {
      return { token: { kind: 'text', value }, next: at + 1 };
    } else {
      value += character;
    }
  }
  throw new Error('a string without an end');
}
