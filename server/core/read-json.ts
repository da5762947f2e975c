import { JsonFault, scanJson } from './json-source.ts';

/** `line 3, column 5`: both counted from 1; `position` counts UTF-16 units from 0. */
export function placeInText(text: string, position: number): string {
  const before = text.slice(0, position);
  return `line ${before.split('\n').length}, column ${position - before.lastIndexOf('\n')}`;
}

/** The value of a JSON text; throws what `refuse` makes of the place and the reason where it is none. */
export function readJson(
  text: string,
  maxDepth: number,
  refuse: (place: string, reason: string) => Error,
): unknown {
  try {
    scanJson(text, maxDepth);
    return JSON.parse(text);
  } catch (error) {
    throw error instanceof JsonFault
      ? refuse(placeInText(text, error.position), error.message)
      : error;
  }
}
