import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { isJsonFault, type JsonLayout, layoutJson } from '../../components/body/json-layout.ts';
import { pathOfLine } from '../../components/body/json-lines.ts';

export interface PayloadProblem {
  /** 1 for the first line of the text. */
  line: number;
  text: string;
  /** Text that is no JSON cannot be sent; what does not fit the schema can. */
  isFatal: boolean;
}

/** These only say that something inside them failed, which is told by itself. */
const WRAPPERS = new Set(['properties', 'items', 'allOf', '$ref', 'prefixItems', '$defs']);
const MAX_PROBLEMS = 50;

/** What is wrong with a payload: as JSON, and by the schema of its event type. */
export function problemsOf(text: string, schema: Record<string, unknown>): PayloadProblem[] {
  const layout = layoutJson(text);
  if (isJsonFault(layout)) {
    return [
      {
        line: lineOfOffset(text, layout.offset),
        text: `Not JSON: ${layout.message}.`,
        isFatal: true,
      },
    ];
  }
  const lines = linesByPath(text, layout);
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(JSON.parse(text));
  return errors
    .filter((unit) => !WRAPPERS.has(unit.keyword))
    .slice(0, MAX_PROBLEMS)
    .map((unit) => ({
      line: lines.get(pathOfPointer(unit.instanceLocation)) ?? 1,
      text: sentenceOf(unit),
      isFatal: false,
    }));
}

function sentenceOf({ keyword, error, instanceLocation }: OutputUnit): string {
  const name = instanceLocation.split('/').at(-1) ?? '';
  const where = name === '' || name === '#' ? '' : `${name}: `;
  const missing = /required property "(.+)"/.exec(error)?.[1];
  if (keyword === 'required' && missing) {
    return `${missing} is missing.`;
  }
  return `${where}${error.replace(/^Instance /, '').replace(/^Property ".+?" /, '')}`;
}

/** `#/lines/0/sku` as `$.lines[0].sku`. */
function pathOfPointer(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return `$${steps
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : stepOfKey(step)))
    .join('')}`;
}

function stepOfKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `["${key}"]`;
}

/** Payloads that people compose are small; of larger ones only the first lines get a place. */
const MAX_PLACED_LINES = 1_000;

function linesByPath(text: string, layout: JsonLayout): Map<string, number> {
  const lines = new Map<string, number>();
  const count = Math.min(layout.lineTokens.length, MAX_PLACED_LINES);
  for (let index = 0; index < count; index += 1) {
    const path = pathOfLine(layout, text, index);
    if (!lines.has(path)) {
      const offset = layout.tokenStarts[layout.lineTokens[index] ?? 0] ?? 0;
      lines.set(path, lineOfOffset(text, offset));
    }
  }
  return lines;
}

function lineOfOffset(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
