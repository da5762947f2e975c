import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { type Change, changes, type Form } from './change.ts';
import { jsonForms } from './json-forms.ts';

/** A compressed body may not grow beyond this: it is a guess, not a download. */
const MAX_INFLATED_BYTES = 4 * 1024 * 1024;
/** Bodies above this are not reparsed: the search has to end within its time. */
const MAX_JSON_BYTES = 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Other bytes that may have been signed in place of these, likeliest first. The bytes as they are come elsewhere. */
export function* bodyForms(bodyBytes: Uint8Array): Generator<Form<Uint8Array>> {
  const body = Buffer.from(bodyBytes.buffer, bodyBytes.byteOffset, bodyBytes.byteLength);
  yield* endForms(body);
  yield* lineForms(body);
  yield* jsonBodyForms(body);
  yield* textForms(body);
  yield* compressionForms(body);
  yield* formForms(body);
  yield* codeForms(body);
}

function form(value: Uint8Array, change: Change): Form<Uint8Array> {
  return { value, change };
}

function* endForms(body: Buffer): Generator<Form<Uint8Array>> {
  const last = body.at(-1);
  if (last === LF) {
    const isCrlf = body.at(-2) === CR;
    if (isCrlf) {
      yield form(body.subarray(0, -2), changes.newlineAdded('one extra line end (CRLF)'));
    }
    yield form(body.subarray(0, -1), changes.newlineAdded('one extra newline'));
  }
  yield form(Buffer.concat([body, Buffer.from('\n')]), changes.newlineLost('one newline'));
  yield form(Buffer.concat([body, Buffer.from('\r\n')]), changes.newlineLost('one CRLF'));
  const trimmed = trim(body);
  if (trimmed.length < body.length) {
    yield form(trimmed, changes.newlineAdded('or beginning blanks that were not signed'));
  }
}

function* lineForms(body: Buffer): Generator<Form<Uint8Array>> {
  const text = body.toString('latin1');
  if (text.includes('\r\n')) {
    const change = changes.newlineOther('Line ends became CRLF: it was signed with LF.');
    yield form(Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1'), change);
  }
  if (/(?:^|[^\r])\n/.test(text)) {
    const change = changes.newlineOther('Line ends became LF: it was signed with CRLF.');
    yield form(Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1'), change);
  }
  if (body.subarray(0, 3).equals(BOM)) {
    const change = changes.newlineOther('A byte-order mark was put in front of the body.');
    yield form(body.subarray(3), change);
  } else {
    const change = changes.newlineOther('The byte-order mark in front of the body was dropped.');
    yield form(Buffer.concat([BOM, body]), change);
  }
}

function* jsonBodyForms(body: Buffer): Generator<Form<Uint8Array>> {
  if (body.length > MAX_JSON_BYTES || !isUtf8(body)) {
    return;
  }
  for (const { value, change } of jsonForms(body.toString('utf8'))) {
    const bytes = Buffer.from(value);
    if (change && !bytes.equals(body)) {
      yield form(bytes, change);
    }
  }
}

function* textForms(body: Buffer): Generator<Form<Uint8Array>> {
  const hasHighBytes = body.some((byte) => byte >= 0x80);
  if (!hasHighBytes) {
    return;
  }
  if (isUtf8(body)) {
    const narrowed = Buffer.from(body.toString('utf8'), 'latin1');
    const sentence = isUtf8(narrowed)
      ? 'The body was encoded as UTF-8 twice: it was signed after once.'
      : 'Signed as Latin-1, sent as UTF-8.';
    yield form(narrowed, changes.charset(sentence));
  }
  const wide = changes.charset('Signed as UTF-8, sent as Latin-1.');
  yield form(Buffer.from(body.toString('latin1'), 'utf8'), wide);
  const lossy = changes.charset('Bytes that are not UTF-8 were replaced before signing.');
  yield form(Buffer.from(body.toString('utf8'), 'utf8'), lossy);
}

function* compressionForms(body: Buffer): Generator<Form<Uint8Array>> {
  const before = changes.compression('Signed before compression: the body was compressed later.');
  const inflated = inflate(body);
  if (inflated) {
    yield form(inflated, before);
  }
  const after = changes.compression('Signed after compression: the body was unpacked on its way.');
  yield form(gzipSync(body), after);
}

function* formForms(body: Buffer): Generator<Form<Uint8Array>> {
  const text = body.toString('utf8');
  if (!/^[^\s{}[\]"]*=[^\s{}"]*$/.test(text)) {
    return;
  }
  const payload = new URLSearchParams(text).get('payload');
  if (payload !== null) {
    const change = changes.form('Only the payload field was signed, not the whole form body.');
    yield form(Buffer.from(payload), change);
  }
  const decoded = decodeForm(text);
  if (decoded !== undefined && decoded !== text) {
    yield form(Buffer.from(decoded), changes.form('The form was signed with its escapes decoded.'));
  }
  const spaced = text.replaceAll('+', '%20');
  if (spaced !== text) {
    yield form(Buffer.from(spaced), changes.form('Blanks were signed as %20 and sent as +.'));
  }
  const joined = text.replaceAll('%20', '+');
  if (joined !== text) {
    yield form(Buffer.from(joined), changes.form('Blanks were signed as + and sent as %20.'));
  }
}

/** Mistakes of code rather than of a path: what a check computes when its input is wrong. */
function* codeForms(body: Buffer): Generator<Form<Uint8Array>> {
  yield form(
    new Uint8Array(),
    changes.bodyChanged(
      'An empty body was signed.',
      'The stream had been read before, so nothing was left to sign.',
    ),
  );
  yield form(
    Buffer.from('[object Object]'),
    changes.bodyChanged(
      'The text "[object Object]" was signed in place of the body.',
      'A parsed object was turned into text.',
    ),
  );
  yield form(
    Buffer.from('{}'),
    changes.bodyChanged('An empty object was signed.', 'A body parser had not run, or ran twice.'),
  );
  yield form(
    Buffer.from(JSON.stringify(body.toString('utf8'))),
    changes.bodyChanged(
      'The body was signed as a JSON string of itself.',
      'JSON.stringify was called on text that was JSON already.',
    ),
  );
  yield form(
    Buffer.from(body.toString('base64')),
    changes.bodyChanged(
      'The body was signed in base64.',
      'The platform hands bodies over in base64 (isBase64Encoded) and they were not decoded.',
    ),
  );
}

function trim(body: Buffer): Buffer {
  const isBlank = (byte: number | undefined) =>
    byte === 0x20 || byte === 0x09 || byte === LF || byte === CR;
  let start = 0;
  let end = body.length;
  while (start < end && isBlank(body[start])) {
    start += 1;
  }
  while (end > start && isBlank(body[end - 1])) {
    end -= 1;
  }
  return body.subarray(start, end);
}

function inflate(body: Buffer): Buffer | undefined {
  const options = { maxOutputLength: MAX_INFLATED_BYTES };
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const isZlib = body[0] === 0x78 && ((0x78 << 8) | (body[1] ?? 0)) % 31 === 0;
  try {
    if (isGzip) {
      return gunzipSync(body, options);
    }
    if (isZlib) {
      return inflateSync(body, options);
    }
    return isUtf8(body) ? undefined : brotliDecompressSync(body, options);
  } catch {
    return undefined;
  }
}

function decodeForm(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
