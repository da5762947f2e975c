import { type DialectFile, DialectFileSchema } from '../../contract/dialect-file.ts';
import type { FieldError } from '../../contract/problem.ts';
import { AppError } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import { createDialect } from './engine.ts';
import type {
  DialectFacts,
  KeyFacts,
  SignatureFacts,
  SignaturePlace,
  SignedPart,
  TimestampFacts,
  ValuePlace,
} from './facts.ts';
import { compileJson, compileText } from './templates.ts';

/**
 * A dialect from a user's file. Throws AppError `invalid_import` naming each field that is wrong
 * and what it takes.
 */
export function parseDialectFile(json: unknown): Dialect {
  const parsed = DialectFileSchema.safeParse(json);
  if (!parsed.success) {
    throw refusal(
      parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    );
  }
  const file = parsed.data;
  const faults = findFaults(file);
  if (faults.length > 0) {
    throw refusal(faults);
  }
  return createDialect(factsOf(file));
}

function refusal(errors: readonly FieldError[]): AppError {
  const texts = errors.map(({ path, message }) => `${path || 'the file'}: ${message}`);
  return new AppError(
    'invalid_import',
    `The dialect file is not usable. ${texts.join('; ')}.`,
    errors,
  );
}

/** What the schema alone cannot see: templates, and fields that need each other. */
function findFaults(file: DialectFile): FieldError[] {
  const errors: FieldError[] = [];
  const check = (path: string, read: () => unknown) => {
    try {
      read();
    } catch (error) {
      errors.push({ path, message: error instanceof Error ? error.message : 'not usable' });
    }
  };
  const spell = (eventType: string) => eventType;
  check('body', () => compileJson(file.body, spell));
  for (const field of ['headers', 'retry_headers'] as const) {
    for (const [name, template] of Object.entries(file[field])) {
      check(`${field}.${name}`, () => compileText(template, spell));
    }
  }
  check('signature.signed', () => signedParts(file));
  return errors;
}

const PART_NAMES = ['id', 'timestamp', 'method', 'url', 'body'] as const;

function signedParts(file: DialectFile): SignedPart[] {
  const { signature } = file;
  const pieces = signature.signed.split(/\{\{([a-z_]+)\}\}/);
  const names = pieces.filter((_, index) => index % 2 === 1);
  if (names.filter((name) => name === 'body').length > 1) {
    throw new RangeError('{{body}} may stand once');
  }
  if (names.includes('id') && signature.id_header === undefined) {
    throw new RangeError('{{id}} needs signature.id_header');
  }
  if (names.includes('timestamp') && signature.timestamp === undefined) {
    throw new RangeError('{{timestamp}} needs signature.timestamp');
  }
  if (signature.form !== 'pairs' && signature.timestamp && !signature.timestamp.header) {
    throw new RangeError('signature.timestamp needs a header, unless signature.form is pairs');
  }
  return pieces
    .map((piece, index): SignedPart => (index % 2 === 0 ? literal(piece) : namedPart(piece)))
    .filter((part) => part.kind !== 'literal' || part.text !== '');
}

function literal(text: string): SignedPart {
  return { kind: 'literal', text };
}

function namedPart(name: string): SignedPart {
  const known = PART_NAMES.find((candidate) => candidate === name);
  if (!known) {
    throw new RangeError(`{{${name}}} is unknown; it may hold ${PART_NAMES.join(', ')}`);
  }
  return known === 'url' ? { kind: 'url', form: 'as_sent' } : { kind: known };
}

function factsOf(file: DialectFile): DialectFacts {
  const { delivery } = file;
  const isForm = file.body_form === 'form';
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const defaults = { 'content-type': type, 'user-agent': 'Hookbench/1.0' };
  const own = new Set(Object.keys(file.headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(defaults).filter(([name]) => !own.has(name));
  return {
    id: file.id,
    name: file.name,
    kind: kindOf(file),
    signature: signatureOf(file),
    key: keyOf(file),
    envelope: {
      headers: [...missing, ...Object.entries(file.headers)],
      retryHeaders: Object.entries(file.retry_headers),
      body: isForm ? { kind: 'form' } : { kind: 'json', template: file.body },
    },
    eventTypeAt: placeOf(file.event_type_at),
    deliveryIdAt: placeOf(file.delivery_id_at),
    delivery: {
      timeoutMs: delivery.timeout_ms,
      delaysMs: delivery.delays_ms,
      stopStatuses: delivery.stop_statuses,
      successStatuses: delivery.success_statuses ?? undefined,
      note: 'From a file of the data folder.',
    },
    events: file.events,
    docsNote: file.docs_note,
  };
}

function kindOf(file: DialectFile): DialectFacts['kind'] {
  switch (file.signature.algorithm) {
    case 'none':
      return 'unsigned';
    case 'token':
      return 'plain';
    case 'ed25519':
      return 'asymmetric';
    default:
      return 'symmetric';
  }
}

function signatureOf(file: DialectFile): SignatureFacts {
  const { signature } = file;
  return {
    algorithm: signature.algorithm,
    encoding: signature.encoding,
    comparison: signature.compare,
    place: signaturePlace(file),
    signed: signature.algorithm === 'token' ? [] : signedParts(file),
    idHeader: signature.id_header,
    timestamp: stampOf(file),
  };
}

function signaturePlace(file: DialectFile): SignaturePlace {
  const { signature } = file;
  const { header, prefix } = signature;
  if (signature.form === 'list') {
    return { kind: 'list', header, prefix };
  }
  if (signature.form === 'single') {
    return { kind: 'header', header, prefix };
  }
  const { separator = ',', allows_spaces: allowsSpaces = false } = signature.pairs ?? {};
  return {
    kind: 'pairs',
    header,
    separator,
    joiner: separator,
    signatureKey: signature.pairs?.signature ?? 'v1',
    timestampKey: signature.pairs?.timestamp ?? 't',
    allowsSpaces,
    slots: 'many',
  };
}

function stampOf(file: DialectFile): TimestampFacts | undefined {
  const stamp = file.signature.timestamp;
  if (!stamp) {
    return undefined;
  }
  const { past_ms: pastMs, future_ms: futureMs } = stamp;
  return {
    place: stamp.header === undefined ? { kind: 'pair' } : { kind: 'header', header: stamp.header },
    unit: stamp.unit,
    window: pastMs === null ? undefined : { pastMs, futureMs },
  };
}

function keyOf(file: DialectFile): KeyFacts {
  const { key } = file;
  if (file.signature.algorithm === 'ed25519') {
    return { form: 'ed25519', text: 'base64', secretPrefix: 'whsk_', publicPrefix: 'whpk_' };
  }
  switch (key.form) {
    case 'utf8':
      return { form: 'utf8', make: { prefix: key.prefix, size: 32, alphabet: 'hex' } };
    case 'base64':
      return {
        form: 'base64',
        prefix: key.prefix,
        minBytes: 1,
        maxBytes: 1024,
        makeBytes: 32,
        bare: 'base64',
      };
    case 'hex':
      return { form: 'hex', makeBytes: 32 };
    case 'ed25519':
      return { form: 'ed25519', text: 'base64', secretPrefix: 'whsk_', publicPrefix: 'whpk_' };
  }
}

function placeOf(place: DialectFile['event_type_at']): ValuePlace {
  if (place === null) {
    return { kind: 'none', text: 'none' };
  }
  return 'header' in place
    ? { kind: 'header', header: place.header }
    : { kind: 'body', path: place.body };
}
