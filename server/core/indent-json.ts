import { scanJson } from './json-source.ts';

const MAX_DEPTH = 500;
/** A string, a sign of structure, or anything else that stands between white space. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const INDENT = '  ';

/**
 * The lines of a JSON text, indented; undefined where it is no JSON. Each token stays as it is
 * written: digits, escapes, the order of keys and repeated ones.
 */
export function indentedLines(text: string): string[] | undefined {
  return isJson(text) ? linesOf(text) : undefined;
}

function isJson(text: string): boolean {
  try {
    scanJson(text, MAX_DEPTH);
    return true;
  } catch {
    return false;
  }
}

function linesOf(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  const breakLine = () => {
    lines.push(line);
    line = INDENT.repeat(depth);
  };
  for (const token of withEmptyOnes(text.match(TOKENS) ?? [])) {
    if (token === '}' || token === ']') {
      depth -= 1;
      breakLine();
    }
    line += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') {
      depth += 1;
    }
    if (/^[{[,]$/.test(token)) {
      breakLine();
    }
  }
  breakLine();
  return lines;
}

/** `{}` and `[]` as one token each: they stay on their line. */
function withEmptyOnes(tokens: readonly string[]): string[] {
  const isEnd = (at: number) =>
    /^(?:\{\}|\[\])$/.test(`${tokens[at - 1] ?? ''}${tokens[at] ?? ''}`);
  return tokens.flatMap((token, at) => {
    if (isEnd(at)) {
      return [];
    }
    return isEnd(at + 1) ? [`${token}${tokens[at + 1]}`] : [token];
  });
}
