import type { z } from 'zod';
import type { EventId } from '../contract/ids.ts';
import { EventIdSchema } from '../contract/ids.ts';
import { MAX_JSON_BYTES, MAX_JSON_DEPTH } from '../contract/text.ts';
import { TriggerSchema } from '../contract/trigger.ts';
import {
  decodeJsonString,
  findMember,
  findMemberText,
  type JsonSource,
  scanJson,
} from '../core/json-source.ts';
import type { PlainLine } from '../core/line-table.ts';
import type { EndOfRun } from '../core/plain-run.ts';
import { checkFields, invalidFields } from './field-errors.ts';

/** An event as its publisher wrote it. */
export interface TriggerText {
  readonly type: string;
  readonly dataText: string;
  readonly id: EventId | undefined;
}

// The rules of EventTypeNameSchema and EventIdSchema, for the one route that must keep up with the
// wire. A test holds the two against each other.
const MAX_NAME_LENGTH = 128;
const NAME = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/**
 * Reads an event without building its data. Throws `invalid_request` that names each bad field by
 * `schema`, which may know more fields than these.
 */
export function readTrigger(source: JsonSource, schema: z.ZodObject = TriggerSchema): TriggerText {
  const name = stringOf(findMemberText(source, 'event'));
  const dataText = findMemberText(source, 'data');
  const idText = findMemberText(source, 'id');
  const id = idText === undefined ? undefined : EventIdSchema.safeParse(stringOf(idText)).data;
  const isNamed = name !== undefined && name.length <= MAX_NAME_LENGTH && NAME.test(name);
  const isWhole = source.root === 'object' && isNamed && dataText !== undefined && (id || !idText);
  if (isWhole && source.slices.every(({ key }) => Object.hasOwn(schema.shape, key))) {
    return { type: name, dataText, id };
  }
  // Something is wrong: the schema says what, in the words of every other route.
  checkFields(schema, JSON.parse(source.text.slice(source.start, source.end)));
  throw invalidFields([{ path: '', message: 'expected {event, data, id?}' }]);
}

/** A line that is a good event beyond doubt; undefined for any other. */
export function readPlainLine(text: string, endOfRun?: EndOfRun): PlainLine | undefined {
  try {
    const source = scanJson(text, MAX_JSON_DEPTH, endOfRun);
    const { type, id } = readTrigger(source);
    const data = findMember(source, 'data');
    return data && text.length <= MAX_JSON_BYTES
      ? { type, id, dataStart: data.start, dataEnd: data.end }
      : undefined;
  } catch {
    return undefined;
  }
}

function stringOf(literal: string | undefined): string | undefined {
  return literal?.startsWith('"') ? decodeJsonString(literal) : undefined;
}
