import type { FieldError } from '../contract/problem.ts';
import { AppError } from './errors.ts';
import { readJson } from './read-json.ts';

/** One line of webhooks.json or webhooks.csv. */
export interface ListedWebhook {
  readonly url: string;
  readonly event: string;
  /** Where it stands, for errors: `line 3` or `[2]`. */
  readonly where: string;
}

const MAX_ERRORS = 20;
const MAX_ITEMS = 10_000;

/** webhooks.json: `[{"url": "...", "event": "..."}]`. Throws AppError `invalid_import` with every fault. */
export function readWebhooksJson(text: string): readonly ListedWebhook[] {
  const value = parseJson(text.replace(/^\ufeff/, ''));
  if (!Array.isArray(value)) {
    throw invalidImport([{ path: '', message: 'expected a list: [{"url": "…", "event": "…"}]' }]);
  }
  const errors: FieldError[] = [];
  const items = value.map((item: unknown, index): ListedWebhook => {
    const where = `[${index}]`;
    return {
      url: fieldOf(item, 'url', where, errors),
      event: fieldOf(item, 'event', where, errors),
      where,
    };
  });
  return checked(items, errors);
}

/** webhooks.csv: a header line `url,event`, then one pair a line (RFC 4180). Throws as above. */
export function readWebhooksCsv(text: string): readonly ListedWebhook[] {
  const errors: FieldError[] = [];
  const [header, ...rows] = csvRows(text.replace(/^\ufeff/, ''), errors);
  const names = (header?.fields ?? []).map((name) => name.trim().toLowerCase());
  const urlAt = names.indexOf('url');
  const eventAt = names.indexOf('event');
  if (urlAt < 0 || eventAt < 0) {
    throw invalidImport([{ path: 'line 1', message: 'expected the header url,event' }]);
  }
  const items = rows.map(({ fields, line }): ListedWebhook => {
    const where = `line ${line}`;
    if (fields.length !== names.length) {
      const message = `expected ${names.length} fields, found ${fields.length}`;
      errors.push({ path: where, message });
    }
    const url = csvField(fields[urlAt], `${where}, url`, errors);
    return { url, event: csvField(fields[eventAt], `${where}, event`, errors), where };
  });
  return checked(items, errors);
}

/** The list as webhooks.json, indented for people. */
export function writeWebhooksJson(items: readonly Omit<ListedWebhook, 'where'>[]): string {
  return `${JSON.stringify(
    items.map(({ url, event }) => ({ url, event })),
    null,
    2,
  )}\n`;
}

/** The list as webhooks.csv with LF ends. */
export function writeWebhooksCsv(items: readonly Omit<ListedWebhook, 'where'>[]): string {
  const lines = items.map(({ url, event }) => `${csvText(url)},${csvText(event)}`);
  return `${['url,event', ...lines].join('\n')}\n`;
}

/** The refusal of a file, naming each fault and its place. */
export function invalidImport(errors: readonly FieldError[]): AppError {
  const first = errors[0];
  const where = first?.path ? `${first.path}: ` : '';
  const detail = `Nothing was imported. ${where}${first?.message ?? 'the file cannot be read'}`;
  return new AppError('invalid_import', detail, errors.slice(0, MAX_ERRORS));
}

function checked(
  items: readonly ListedWebhook[],
  errors: readonly FieldError[],
): readonly ListedWebhook[] {
  if (errors.length > 0) {
    throw invalidImport(errors);
  }
  if (items.length > MAX_ITEMS) {
    throw invalidImport([{ path: '', message: `at most ${MAX_ITEMS} entries` }]);
  }
  return items;
}

function parseJson(text: string): unknown {
  return readJson(text, 64, (path, reason) =>
    invalidImport([{ path, message: `not JSON: ${reason}` }]),
  );
}

function fieldOf(item: unknown, name: string, where: string, errors: FieldError[]): string {
  const value = new Map(Object.entries(Object(item))).get(name);
  if (typeof value === 'string' && value !== '') {
    return value;
  }
  errors.push({ path: `${where}.${name}`, message: 'a text is required' });
  return '';
}

function csvField(value: string | undefined, path: string, errors: FieldError[]): string {
  const trimmed = value?.trim() ?? '';
  if (trimmed === '') {
    errors.push({ path, message: 'a text is required' });
  }
  return trimmed;
}

/** Spreadsheets take a leading = + - @ for a formula: no URL or event type that we write begins so. */
function csvText(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

interface CsvRow {
  readonly fields: readonly string[];
  readonly line: number;
}

function csvRows(text: string, errors: FieldError[]): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let line = 1;
  let position = 0;
  while (position < text.length) {
    const row = csvRow(text, position);
    if (row.fault) {
      errors.push({ path: `line ${line}`, message: row.fault });
    }
    if (row.fields.length > 1 || row.fields[0]?.trim() !== '') {
      rows.push({ fields: row.fields, line });
    }
    line += text.slice(position, row.end).split('\n').length - 1;
    position = row.end;
  }
  return rows;
}

function csvRow(text: string, start: number) {
  const fields: string[] = [];
  let position = start;
  let isClosed = true;
  do {
    const field = csvFieldAt(text, fields.length === 0 ? position : position + 1);
    fields.push(field.value);
    position = field.end;
    isClosed &&= field.isClosed;
  } while (text[position] === ',');
  const newline = text.indexOf('\n', position);
  const end = newline < 0 ? text.length : newline + 1;
  const isClean = text.slice(position, end).trim() === '';
  const fault = isClosed ? 'text follows a closing quote' : 'a quote is not closed';
  return { fields, end, fault: isClosed && isClean ? undefined : fault };
}

function csvFieldAt(text: string, start: number) {
  if (text[start] !== '"') {
    const plain = /[^,\r\n]*/y;
    plain.lastIndex = start;
    const end = start + (plain.exec(text)?.[0].length ?? 0);
    return { value: text.slice(start, end), end, isClosed: true };
  }
  let value = '';
  let position = start + 1;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote < 0) {
      return { value: value + text.slice(position), end: text.length, isClosed: false };
    }
    value += text.slice(position, quote);
    if (text[quote + 1] !== '"') {
      return { value, end: quote + 1, isClosed: true };
    }
    value += '"';
    position = quote + 2;
  }
}
