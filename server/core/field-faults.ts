import type { z } from 'zod';
import type { FieldError } from '../contract/problem.ts';

const PLAIN_NAME = /^[A-Za-z_$][\w$-]*$/;
const MAX_ERRORS = 20;

/** `data.items[2].price`; names that are no plain word stand in quotes and brackets. */
export function fieldPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') {
      text += `[${part}]`;
    } else if (PLAIN_NAME.test(String(part))) {
      text += text === '' ? String(part) : `.${String(part)}`;
    } else {
      text += `[${JSON.stringify(String(part).slice(0, 100))}]`;
    }
  }
  return text;
}

/** What a check found, each by its path, in words of `nicerMessage` where it was given to the check. */
export function fieldFaultsOf(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues
    .slice(0, MAX_ERRORS)
    .flatMap((issue) => innermost(issue, []))
    .map(({ path, message }) => ({ path: fieldPath(path), message }));
}

interface FlatIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A union fails once per member: the one that got furthest is what its author meant. */
function innermost(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): FlatIssue[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const best = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a))[0];
    return (best ?? []).flatMap((inner) => innermost(inner, path));
  }
  if (issue.code === 'invalid_key' && issue.issues[0]) {
    return [{ path, message: issue.issues[0].message }];
  }
  return [{ path, message: issue.message }];
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** In our words, with the way out; undefined where the schema's own message is the better one. */
export function nicerMessage(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeText(issue.expected, issue.input);
    case 'invalid_value':
      return choiceText(issue.values, issue.input);
    case 'invalid_union':
      return choicesOf(issue);
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'a time in UTC such as 2026-05-12T10:00:00.000Z'
        : undefined;
    default:
      return undefined;
  }
}

function typeText(expected: string, input: unknown): string {
  if (input === undefined) {
    return 'is required';
  }
  return expected === 'int' && typeof input === 'number'
    ? 'a whole number'
    : `expected ${expected}, got ${kindOf(input)}`;
}

function choicesOf(issue: z.core.$ZodRawIssue): string | undefined {
  const field = 'discriminator' in issue ? issue.discriminator : undefined;
  if (typeof field !== 'string' || !('options' in issue) || !Array.isArray(issue.options)) {
    return undefined;
  }
  const given = Object.entries(Object(issue.input)).find(([name]) => name === field);
  return choiceText(issue.options, given?.[1]);
}

function choiceText(choices: readonly unknown[], input: unknown): string {
  const text = choices.length > 1 ? `one of ${choices.join(', ')}` : String(choices[0]);
  return input === undefined ? `is required: ${text}` : `takes ${text}`;
}

function unitOf(origin: string): string {
  const units: Record<string, string> = { string: ' characters', array: ' entries' };
  return units[origin] ?? '';
}

function kindOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'array' : typeof value;
}
