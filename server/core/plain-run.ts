/** The place of the first quote, backslash or control character from `at` on, or the text's end. */
export type EndOfRun = (at: number) => number;

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids these characters in a string
const PLAIN_RUN = /[^"\\\u0000-\u001f]*/y;

/** Where the characters of a JSON string end that need no look, by an expression: quick for long runs. */
export function endOfPlainRun(text: string, start: number): number {
  PLAIN_RUN.lastIndex = start;
  return PLAIN_RUN.test(text) ? PLAIN_RUN.lastIndex : start;
}
