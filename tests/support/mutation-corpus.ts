import { gzipSync } from 'node:zlib';
import type { CauseCode } from '../../server/contract/explain.ts';
import type { RawHeaders } from '../../server/contract/text.ts';
import { encodeBytes } from '../../server/core/dialects/bytes.ts';
import type { Dialect, NamedKey, VerifyInput } from '../../server/core/dialects/dialect.ts';
import { isMac, startMac } from '../../server/core/dialects/mac.ts';
import { buildMessage, messageBytes } from '../../server/core/dialects/message.ts';
import { placeHeader, writeSignature } from '../../server/core/dialects/place.ts';
import { writeTimestamp } from '../../server/core/dialects/timestamps.ts';

// Requests that are wrong in one known way, made without the code that explains them.

export const NOW_MS = 1_790_000_000_000;

export interface Mutated {
  readonly request: VerifyInput;
  readonly otherKeys: readonly NamedKey[];
}

export interface Mutation {
  readonly name: string;
  /** null: nothing can be proved and nothing may be claimed. */
  readonly code: CauseCode | null;
  make(subject: Subject): Mutated | undefined;
}

/** One dialect with a payload and keys, to be spoilt. */
export interface Subject {
  readonly dialect: Dialect;
  readonly payload: unknown;
  readonly key: NamedKey;
  readonly otherKey: NamedKey;
  readonly random: (size: number) => Uint8Array;
}

interface Signing {
  readonly signedBytes?: Uint8Array;
  readonly sentBytes?: Uint8Array;
  readonly keyBytes?: Uint8Array;
  readonly algorithm?: string;
  readonly encoding?: 'hex' | 'base64' | 'base64url';
  readonly timestampText?: string;
  readonly signedTimestampText?: string;
  readonly parts?: Dialect['facts']['signature']['signed'];
  readonly atMs?: number;
}

/** Dialects whose signature is one keyed digest in a header, over the body among others. */
export function isInCorpus(dialect: Dialect): boolean {
  const { signature } = dialect.facts;
  return (
    isMac(signature.algorithm) &&
    placeHeader(signature.place) !== undefined &&
    signature.signed.some((part) => part.kind === 'body')
  );
}

/** Signs by the facts, with single facts replaced. */
export function signOddly(subject: Subject, odd: Signing): VerifyInput {
  const { dialect } = subject;
  const { facts } = dialect;
  const { signature } = facts;
  const atMs = odd.atMs ?? NOW_MS;
  const bodyBytes = odd.signedBytes ?? bytesOf(subject.payload);
  const sentBytes = odd.sentBytes ?? bodyBytes;
  const timestampText =
    odd.timestampText ??
    (signature.timestamp ? writeTimestamp(signature.timestamp.unit, atMs) : undefined);
  const url = 'https://receiver.example/hooks/in?a=1';
  const message = buildMessage(odd.parts ?? signature.signed, {
    method: 'POST',
    url,
    headers: [],
    bodyBytes,
    id: 'evt_2f8a1c',
    timestampText: odd.signedTimestampText ?? timestampText,
  });
  const algorithm = odd.algorithm ?? signature.algorithm;
  if (!message || !isMac(algorithm)) {
    throw new Error(`${facts.id} makes no digest`);
  }
  const digest = startMac(algorithm, odd.keyBytes ?? keyBytesOf(subject.key, dialect))
    .update(messageBytes(message, bodyBytes))
    .digest();
  const signatures = [encodeBytes(digest, odd.encoding ?? signature.encoding)];
  const headers: RawHeaders = [
    ['content-type', 'application/json'],
    ...writeSignature(signature, { id: 'evt_2f8a1c', timestampText, signatures }),
  ];
  const keys = [subject.key];
  return { method: 'POST', url, headers, bodyBytes: sentBytes, nowMs: NOW_MS, keys };
}

function keyBytesOf(key: NamedKey, dialect: Dialect): Uint8Array {
  const { key: form } = dialect.facts;
  if (form.form === 'base64') {
    return Buffer.from(key.secret.slice(form.prefix.length), 'base64');
  }
  return Buffer.from(key.secret, form.form === 'hex' ? 'hex' : 'utf8');
}

function bytesOf(payload: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(payload));
}

function body(
  name: string,
  code: CauseCode,
  spoil: (text: string) => { signed: Uint8Array | string; sent: Uint8Array | string },
  /** Dialects in which a provider does this itself: a valid request, no mistake. */
  genuineFor: readonly string[] = [],
): Mutation {
  return {
    name,
    code,
    make: (subject) => {
      if (genuineFor.includes(subject.dialect.id)) {
        return undefined;
      }
      const { signed, sent } = spoil(JSON.stringify(subject.payload));
      const signedBytes = Buffer.from(signed as string);
      const sentBytes = Buffer.from(sent as string);
      if (signedBytes.equals(sentBytes)) {
        return undefined;
      }
      return { request: signOddly(subject, { signedBytes, sentBytes }), otherKeys: [] };
    },
  };
}

function python(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/^([[{]) | ([\]}])$/g, '$1$2')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');
}

function ascii(text: string): string {
  return text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
  }
  return value;
}

const pretty = (text: string, indent: number | string) =>
  JSON.stringify(JSON.parse(text), null, indent);

function keyed(name: string, keyBytes: (secret: string) => Uint8Array): Mutation {
  return {
    name,
    code: 'secret_form',
    make: (subject) => {
      const bytes = keyBytes(subject.key.secret);
      const right = Buffer.from(keyBytesOf(subject.key, subject.dialect));
      if (bytes.length === 0 || right.equals(bytes)) {
        return undefined;
      }
      return { request: signOddly(subject, { keyBytes: bytes }), otherKeys: [] };
    },
  };
}

/** Every cause of the design's table that can be proved, and one that cannot. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'secret of another endpoint',
    code: 'wrong_secret',
    make: (subject) => ({
      request: signOddly(subject, { keyBytes: keyBytesOf(subject.otherKey, subject.dialect) }),
      otherKeys: [subject.otherKey],
    }),
  },
  keyed('key as text', (secret) => Buffer.from(secret)),
  keyed('key as text without prefix', (secret) => Buffer.from(secret.replace(/^whsec_/, ''))),
  keyed('key base64-decoded', (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64')),
  keyed('key with a newline', (secret) => Buffer.from(`${secret}\n`)),
  keyed('key in quotes', (secret) => Buffer.from(`"${secret}"`)),
  body('newline added', 'newline', (text) => ({ signed: text, sent: `${text}\n` })),
  body('newline lost', 'newline', (text) => ({ signed: `${text}\n`, sent: text })),
  body('CRLF added', 'newline', (text) => ({ signed: text, sent: `${text}\r\n` })),
  body('LF became CRLF', 'newline', (text) => ({
    signed: pretty(text, 2),
    sent: pretty(text, 2).replaceAll('\n', '\r\n'),
  })),
  body('CRLF became LF', 'newline', (text) => ({
    signed: pretty(text, 2).replaceAll('\n', '\r\n'),
    sent: pretty(text, 2),
  })),
  body('BOM added', 'newline', (text) => ({ signed: text, sent: `\ufeff${text}` })),
  body('BOM dropped', 'newline', (text) => ({ signed: `\ufeff${text}`, sent: text })),
  body('compact became indent 2', 'body_reserialised', (text) => ({
    signed: text,
    sent: pretty(text, 2),
  })),
  body('indent 2 became compact', 'body_reserialised', (text) => ({
    signed: pretty(text, 2),
    sent: text,
  })),
  body('indent 4 became compact', 'body_reserialised', (text) => ({
    signed: pretty(text, 4),
    sent: text,
  })),
  body('tabs became compact', 'body_reserialised', (text) => ({
    signed: pretty(text, '\t'),
    sent: text,
  })),
  body('Python became compact', 'body_reserialised', (text) => ({
    signed: python(text),
    sent: text,
  })),
  body('sorted became unsorted', 'body_reserialised', (text) => ({
    signed: JSON.stringify(sortKeys(JSON.parse(text))),
    sent: text,
  })),
  body(
    '\\uXXXX became clear',
    'body_reserialised',
    (text) => ({ signed: ascii(text), sent: text }),
    ['box'],
  ),
  body('clear became \\uXXXX', 'body_reserialised', (text) => ({
    signed: text,
    sent: ascii(text),
  })),
  body('PHP slashes became plain', 'body_reserialised', (text) => ({
    signed: ascii(text).replaceAll('/', '\\/'),
    sent: text,
  })),
  body('Go escapes became plain', 'body_reserialised', (text) => ({
    signed: text.replace(
      /[<>&]/g,
      (unit) => `\\u00${unit.charCodeAt(0).toString(16).padStart(2, '0')}`,
    ),
    sent: text,
  })),
  body('Latin-1 became UTF-8', 'charset', (text) => {
    const narrow = text.replace(/[\u0100-\uffff]/g, '?');
    return { signed: Buffer.from(narrow, 'latin1'), sent: narrow };
  }),
  body('UTF-8 became Latin-1', 'charset', (text) => {
    const narrow = text.replace(/[\u0100-\uffff]/g, '?');
    return { signed: narrow, sent: Buffer.from(narrow, 'latin1') };
  }),
  body('compressed on the way', 'compression', (text) => ({
    signed: text,
    sent: gzipSync(Buffer.from(text)),
  })),
  {
    name: 'signed 14 minutes ago',
    code: 'time',
    make: (subject) => {
      const { timestamp } = subject.dialect.facts.signature;
      const isChecked = timestamp?.window !== undefined && timestamp.place.kind !== 'body';
      const request = signOddly(subject, { atMs: NOW_MS - 14 * 60_000 });
      return isChecked ? { request, otherKeys: [] } : undefined;
    },
  },
  {
    name: 'milliseconds where seconds are expected',
    code: 'time_unit',
    make: (subject) => {
      const { timestamp, signed } = subject.dialect.facts.signature;
      const isSigned = signed.some((part) => part.kind === 'timestamp');
      if (timestamp?.unit !== 's' || timestamp.place.kind === 'body' || !isSigned) {
        return undefined;
      }
      const signedTimestampText = String(Math.floor(NOW_MS / 1000) * 1000);
      return { request: signOddly(subject, { signedTimestampText }), otherKeys: [] };
    },
  },
  {
    name: 'another encoding',
    code: 'encoding',
    make: (subject) => {
      const isHex = subject.dialect.facts.signature.encoding === 'hex';
      const encoding = isHex ? 'base64' : 'hex';
      return { request: signOddly(subject, { encoding }), otherKeys: [] };
    },
  },
  {
    name: 'SHA-512',
    code: 'scheme',
    make: (subject) => {
      const isOther = subject.dialect.facts.signature.algorithm !== 'hmac-sha512';
      const isFree = subject.dialect.facts.signature.place.kind !== 'method';
      return isOther && isFree
        ? { request: signOddly(subject, { algorithm: 'hmac-sha512' }), otherKeys: [] }
        : undefined;
    },
  },
  {
    name: 'body alone',
    code: 'scheme',
    make: (subject) => {
      const { signed } = subject.dialect.facts.signature;
      return signed.length > 1
        ? { request: signOddly(subject, { parts: [{ kind: 'body' }] }), otherKeys: [] }
        : undefined;
    },
  },
  {
    name: 'another separator',
    code: 'scheme',
    make: (subject) => {
      const { signed } = subject.dialect.facts.signature;
      const parts = signed.flatMap((part) =>
        part.kind === 'literal' && /^[.:]$/.test(part.text)
          ? [{ kind: 'literal' as const, text: part.text === '.' ? ':' : '.' }]
          : [part],
      );
      const isChanged = JSON.stringify(parts) !== JSON.stringify(signed);
      return isChanged ? { request: signOddly(subject, { parts }), otherKeys: [] } : undefined;
    },
  },
  {
    name: 'two signature headers',
    code: 'header',
    make: (subject) => {
      const name = placeHeader(subject.dialect.facts.signature.place) ?? '';
      const right = signOddly(subject, {});
      const wrong = signOddly(subject, { keyBytes: subject.random(32) });
      const first = wrong.headers.filter(([header]) => header === name);
      return {
        request: { ...right, headers: [...first, ...right.headers] },
        otherKeys: [],
      };
    },
  },
  {
    name: 'random bytes',
    code: null,
    make: (subject) => ({
      request: signOddly(subject, { keyBytes: subject.random(32) }),
      otherKeys: [subject.otherKey],
    }),
  },
];
