import { createHash } from 'node:crypto';
import type { ShapeInput } from './dialect.ts';

/** The names that a template may hold. */
const TEMPLATE_NAMES = [
  'event_id',
  'delivery_id',
  'delivery_uuid',
  'delivery_hex',
  'delivery_number',
  'event_type',
  'event_name',
  'event_head',
  'event_tail',
  'data',
  'data_fields',
  'attempt',
  'retry',
  'is_retry',
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
  'data_fields',
  'delivery_number',
  'attempt',
  'retry',
  'is_retry',
  'now_s',
  'now_ms',
  'event_s',
  'event_ms',
]);

/** A template cut into its texts and names once, so that filling it is one concatenation. */
export type Template = (input: ShapeInput) => string;

/** How the provider spells an event type that our names cannot: `orders/create` for `orders.create`. */
export type Spell = (eventType: string) => string;

/** Compiles a header's template: values are written as plain text. Throws RangeError on an unknown name. */
export function compileText(source: string, spell: Spell): Template {
  return compile(source, (name) => (input) => String(readName(name, input, spell)));
}

/** Compiles a body's template: texts are written as JSON strings. Throws RangeError on an unknown name. */
export function compileJson(source: string, spell: Spell): Template {
  return compile(source, (name) =>
    BARE.has(name)
      ? (input) => String(readName(name, input, spell))
      : (input) => JSON.stringify(readName(name, input, spell)),
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

function readName(name: TemplateName, input: ShapeInput, spell: Spell): string | number | boolean {
  switch (name) {
    case 'event_id':
      return input.eventId;
    case 'event_type':
      return input.eventType;
    case 'event_name':
      return spell(input.eventType);
    case 'event_head':
      return spell(input.eventType.split('.', 1)[0] ?? '');
    case 'event_tail':
      return input.eventType.slice(input.eventType.indexOf('.') + 1);
    case 'data':
      return input.dataText;
    case 'data_fields':
      return dataFields(input.dataText);
    case 'retry_reason':
      return input.retryReason ?? 'http_error';
    case 'url':
      return input.url;
    case 'host':
      return /^https?:\/\/([^/?#]+)/i.exec(input.url)?.[1] ?? '';
    case 'attempt':
      return input.attempt;
    case 'retry':
      return input.attempt - 1;
    case 'is_retry':
      return input.attempt > 1;
    case 'delivery_id':
    case 'delivery_uuid':
    case 'delivery_hex':
    case 'delivery_number':
      return readDeliveryId(name, input.deliveryId);
    default:
      return readMoment(name, input);
  }
}

/** An object's fields after a comma, to stand among the envelope's own; anything else becomes a field `data`. */
function dataFields(dataText: string): string {
  const text = dataText.trim();
  if (!text.startsWith('{')) {
    return `,"data":${text}`;
  }
  const inner = text.slice(1, -1).trim();
  return inner === '' ? '' : `,${inner}`;
}

/** The delivery's id in the provider's form; the same on every retry, since it is drawn from our id. */
function readDeliveryId(
  name: Extract<TemplateName, `delivery_${string}`>,
  deliveryId: string,
): string | number {
  if (name === 'delivery_id') {
    return deliveryId;
  }
  if (name === 'delivery_uuid') {
    return deliveryUuid(deliveryId);
  }
  const hex = createHash('sha256').update(deliveryId).digest('hex');
  return name === 'delivery_hex' ? hex.slice(0, 32) : Number.parseInt(hex.slice(0, 8), 16);
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
