import { decodeText } from '../dialects/bytes.ts';
import type { DialectKey } from '../dialects/dialect.ts';
import type { DialectFacts } from '../dialects/facts.ts';
import { prepareKey } from '../dialects/keys.ts';
import { changes, type Form } from './change.ts';

const KNOWN_PREFIX = /^(?:whsec_|whsk_|whpk_|v1,|sha256=|pdl_ntfset_)/;

/** Other keys that the same text may have been read as, likeliest first. The form that the dialect wants comes elsewhere. */
export function* secretForms(secret: string, facts: DialectFacts): Generator<Form<Uint8Array>> {
  const fix = `${facts.name} takes the key ${keyRule(facts)}.`;
  const form = (value: Uint8Array, sentence: string): Form<Uint8Array> => ({
    value,
    change: changes.secretForm(sentence, fix),
  });
  const bare = secret.replace(KNOWN_PREFIX, '');
  const prefix = secret.slice(0, secret.length - bare.length);
  yield form(Buffer.from(secret), 'The key was used as text, without decoding it.');
  if (prefix !== '') {
    yield form(
      Buffer.from(bare),
      `The key was used as text after ${prefix}, without base64-decoding.`,
    );
  }
  yield* decodedForms(bare, form);
  if (prefix !== '') {
    yield* decodedForms(secret, form);
  }
  yield* wrappedForms(secret, form);
  yield* wrappedForms(bare, form);
}

function* decodedForms(
  bare: string,
  form: (value: Uint8Array, sentence: string) => Form<Uint8Array>,
): Generator<Form<Uint8Array>> {
  const hex = decodeText(bare, 'hex');
  if (hex) {
    yield form(hex, 'The key was decoded from hexadecimal first.');
  }
  const base64 = decodeText(bare, 'base64') ?? decodeText(bare, 'base64url');
  if (base64) {
    yield form(base64, 'The key was base64-decoded first.');
  }
  // What Node's Buffer makes of any text: it skips what is not base64.
  yield form(Buffer.from(bare, 'base64'), 'The key was base64-decoded although it is not base64.');
}

function* wrappedForms(
  text: string,
  form: (value: Uint8Array, sentence: string) => Form<Uint8Array>,
): Generator<Form<Uint8Array>> {
  const trimmed = text.trim();
  if (trimmed !== text) {
    yield form(Buffer.from(trimmed), 'The key here has blanks around it that the signer had not.');
  }
  const unquoted = trimmed.replace(/^(["'])(.*)\1$/, '$2');
  if (unquoted !== trimmed) {
    yield form(Buffer.from(unquoted), 'The key here has quotes around it that the signer had not.');
  }
  const added: readonly [string, string][] = [
    [`${text}\n`, 'The signer used the key with a newline at its end.'],
    [`${text}\r\n`, 'The signer used the key with a CRLF at its end.'],
    [`${text} `, 'The signer used the key with a blank at its end.'],
    [` ${text}`, 'The signer used the key with a blank in front.'],
    [`"${text}"`, 'The signer used the key with quotes around it.'],
    [`'${text}'`, 'The signer used the key with quotes around it.'],
    [`whsec_${text}`, 'The signer used the key with whsec_ in front, as text.'],
    [text.toLowerCase(), 'The signer used the key in lower case.'],
    [text.toUpperCase(), 'The signer used the key in upper case.'],
  ];
  for (const [key, sentence] of added) {
    yield form(Buffer.from(key), sentence);
    const bytes = decodeText(key.trim().replace(/^["']|["']$/g, ''), 'base64');
    if (bytes && key.trim() !== text) {
      yield form(bytes, sentence);
    }
  }
}

/** How the dialect reads a key, in words that follow "takes the key". */
function keyRule(facts: DialectFacts): string {
  const { key } = facts;
  switch (key.form) {
    case 'utf8':
      return 'as text (UTF-8), with every prefix kept';
    case 'base64':
      return `base64-decoded, without ${key.prefix || 'a prefix'}`;
    case 'hex':
      return 'decoded from hexadecimal';
    case 'ed25519':
      return `as an Ed25519 key in ${key.text}`;
    case 'ecdsa-p256':
      return 'as an ECDSA P-256 key';
    case 'rfc9421':
      return 'that keyid names';
    case 'none':
      return 'of nobody: nothing is signed';
  }
}

/** The way from a secret's text to the bytes that sign: "strip whsec_ → base64-decode → 32 bytes". */
export function keySteps(key: DialectKey, facts: DialectFacts): string {
  const prepared = prepareKey(facts.key, key);
  const size = prepared.kind === 'shared' ? [`${prepared.bytes.byteLength} bytes`] : [];
  return [...readingSteps(key, facts), ...size].join(' → ');
}

function readingSteps({ secret }: DialectKey, facts: DialectFacts): string[] {
  const { key } = facts;
  if (key.form !== 'base64') {
    return [keyRule(facts)];
  }
  const isPrefixed = key.prefix !== '' && secret.startsWith(key.prefix);
  return [...(isPrefixed ? [`strip ${key.prefix}`] : []), 'base64-decode'];
}
