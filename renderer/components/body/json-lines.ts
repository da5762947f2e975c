import { type JsonLayout, TOKEN } from './json-layout.ts';

export interface LineToken {
  kind: number;
  start: number;
  end: number;
}

export function tokensOfLine(layout: JsonLayout, line: number): LineToken[] {
  const from = layout.lineTokens[line] ?? 0;
  const to = layout.lineTokens[line + 1] ?? layout.tokenKinds.length;
  return Array.from({ length: to - from }, (_, index) => ({
    kind: layout.tokenKinds[from + index] ?? 0,
    start: layout.tokenStarts[from + index] ?? 0,
    end: layout.tokenEnds[from + index] ?? 0,
  }));
}

/** Where a line stands in the document, as a JSON path: `$.data.items[2].price`. */
export function pathOfLine(layout: JsonLayout, text: string, line: number): string {
  const steps: string[] = [];
  let current = line;
  while (current > 0 && (layout.lineDepths[current] ?? 0) > 0) {
    const depth = layout.lineDepths[current] ?? 0;
    const parent = parentLine(layout, current, depth);
    steps.unshift(stepOf(layout, text, { line: current, parent, depth }));
    current = parent;
  }
  return `$${steps.join('')}`;
}

function parentLine(layout: JsonLayout, line: number, depth: number): number {
  let parent = line - 1;
  while (parent > 0 && (layout.lineDepths[parent] ?? 0) >= depth) {
    parent -= 1;
  }
  return parent;
}

function stepOf(
  layout: JsonLayout,
  text: string,
  at: { line: number; parent: number; depth: number },
): string {
  const [first] = tokensOfLine(layout, at.line);
  if (first?.kind === TOKEN.key) {
    const key = text.slice(first.start + 1, first.end - 1);
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `["${key}"]`;
  }
  let index = 0;
  for (let line = at.parent + 1; line < at.line; line += 1) {
    const isSibling = layout.lineDepths[line] === at.depth && !isClosing(layout, text, line);
    index += isSibling ? 1 : 0;
  }
  return `[${index}]`;
}

function isClosing(layout: JsonLayout, text: string, line: number): boolean {
  const [first] = tokensOfLine(layout, line);
  return first !== undefined && /[}\]]/.test(text.charAt(first.start));
}

/** The line that holds an offset of the text. */
export function lineAtOffset(layout: JsonLayout, offset: number): number {
  let low = 0;
  let high = layout.lineTokens.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const start = layout.tokenStarts[layout.lineTokens[middle] ?? 0] ?? 0;
    if (start <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
