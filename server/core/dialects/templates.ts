import { createHash } from 'node:crypto';
import type { ShapeInput } from './dialect.ts';

/** The names that a template may hold. */
export const TEMPLATE_NAMES = [
  'event_id',
  'delivery_id',
  'delivery_uuid',
  'delivery_hex',
  'event_type',
  'data',
  'attempt',
  'retry',
  'retry_reason',
  'now_s',
  'now_ms',
  'now_iso',
  'now_iso_s',
  'event_s',
  'event_ms',
  'event_iso',
  'event_iso_s',
  'url',
  'host',
] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** Written bare in a JSON body: numbers, and the event's own JSON. */
const BARE: ReadonlySet<string> = new Set([
  'data',
  'attempt',
  'retry',
  'now_s',
  'now_ms',
  'event_s',
  'event_ms',
]);

/** A template cut into its texts and names once, so that filling it is one concatenation. */
export type Template = (input: ShapeInput) => string;

/** Compiles a header's template: values are written as plain text. Throws RangeError on an unknown name. */
export function compileText(source: string): Template {
  return compile(source, (name) => (input) => String(readName(name, input)));
}

/** Compiles a body's template: texts are written as JSON strings. Throws RangeError on an unknown name. */
export function compileJson(source: string): Template {
  return compile(source, (name) =>
    BARE.has(name)
      ? (input) => String(readName(name, input))
      : (input) => JSON.stringify(readName(name, input)),
  );
}

function compile(source: string, fill: (name: TemplateName) => Template): Template {
  const pieces = source.split(/\{\{([a-z_]+)\}\}/).map((piece, index): Template => {
    if (index % 2 === 0) {
      return () => piece;
    }
    const name = TEMPLATE_NAMES.find((known) => known === piece);
    if (!name) {
      const names = TEMPLATE_NAMES.join(', ');
      throw new RangeError(`{{${piece}}} is unknown; a template may hold ${names}`);
    }
    return fill(name);
  });
  const [only] = pieces;
  if (pieces.length === 1 && only) {
    return only;
  }
  return (input) => {
    let text = '';
    for (const piece of pieces) {
      text += piece(input);
    }
    return text;
  };
}

function readName(name: TemplateName, input: ShapeInput): string | number {
  switch (name) {
    case 'event_id':
      return input.eventId;
    case 'delivery_id':
      return input.deliveryId;
    case 'delivery_uuid':
      return deliveryUuid(input.deliveryId);
    case 'delivery_hex':
      return createHash('sha256').update(input.deliveryId).digest('hex').slice(0, 32);
    case 'event_type':
      return input.eventType;
    case 'data':
      return input.dataText;
    case 'attempt':
      return input.attempt;
    case 'retry':
      return input.attempt - 1;
    case 'retry_reason':
      return input.retryReason ?? 'http_error';
    case 'url':
      return input.url;
    case 'host':
      return /^https?:\/\/([^/?#]+)/i.exec(input.url)?.[1] ?? '';
    default:
      return readMoment(name, input);
  }
}

type MomentName = Extract<TemplateName, `now_${string}` | `event_${'s' | 'ms' | `iso${string}`}`>;

function readMoment(name: MomentName, input: ShapeInput): string | number {
  const atMs = name.startsWith('now_') ? input.nowMs : input.eventAtMs;
  if (name.endsWith('_iso')) {
    return new Date(atMs).toISOString();
  }
  if (name.endsWith('_iso_s')) {
    return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
  }
  return name.endsWith('_ms') ? Math.floor(atMs) : Math.floor(atMs / 1000);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID that stays the same on every retry: the delivery's id itself, or drawn from it. */
function deliveryUuid(deliveryId: string): string {
  if (UUID.test(deliveryId)) {
    return deliveryId.toLowerCase();
  }
  const hex = createHash('sha256').update(deliveryId).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
