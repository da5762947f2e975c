import { HttpUrlSchema } from '../../server/contract/text.ts';

/** What a text that was pasted into the palette is. */
export type Pasted =
  | { kind: 'url'; url: string }
  | { kind: 'curl'; text: string }
  | { kind: 'recording'; text: string }
  | { kind: 'secret'; secret: string }
  | { kind: 'digest'; digest: string }
  | { kind: 'number'; number: string }
  | { kind: 'id'; id: string; path: string };

const DIGEST =
  /^(?:sha(?:1|256|384|512)=|v0=|v1a?[,=])?(?:[0-9a-f]{40,128}|[A-Za-z0-9+/_-]{27,88}={0,2})$/i;
const SECRET = /^(?:v1,)?wh(?:sec|sk)_[A-Za-z0-9+/_=-]{8,}$/;
const ID_PATHS: Readonly<Record<string, string>> = {
  cap: '/inbox/',
  dlv: '/deliveries/',
  sub: '/subscriptions/',
  rul: '/rules/',
};

export function recognise(text: string): Pasted | null {
  const value = text.trim();
  if (HttpUrlSchema.safeParse(value).success) {
    return { kind: 'url', url: value };
  }
  if (/^curl\s/.test(value)) {
    return { kind: 'curl', text: value };
  }
  if (isRecording(value)) {
    return { kind: 'recording', text: value };
  }
  if (SECRET.test(value)) {
    return { kind: 'secret', secret: value };
  }
  const id = /^(cap|dlv|sub|rul)_[A-Za-z0-9]{8,32}$/.exec(value);
  if (id) {
    return { kind: 'id', id: value, path: `${ID_PATHS[id[1] ?? '']}${value}` };
  }
  if (isDigest(value)) {
    return { kind: 'digest', digest: value };
  }
  const number = /^#(\d+)$/.exec(value)?.[1];
  return number === undefined ? null : { kind: 'number', number };
}

/** A HAR, or a cassette: the server reads both. */
function isRecording(text: string): boolean {
  return /^\{\s*"log"\s*:/.test(text) || text.startsWith('# Hookbench cassette');
}

/** What a signature looks like: long, without spaces, and neither a word nor a secret. */
function isDigest(text: string): boolean {
  return (
    DIGEST.test(text) &&
    /\d/.test(text) &&
    /[a-z]/i.test(text) &&
    !/^(?:whsec|whsk|whpk|sk|pk|ghp)_/.test(text)
  );
}
