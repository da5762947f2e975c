/** What a cURL command would send, as far as its text says it. */
export interface CurlRequest {
  method: string;
  url: string;
  headers: { name: string; value: string }[];
  body: string | null;
}

/** Reads `curl …` as a POSIX shell would; a text that says why not where it cannot be. */
export function parseCurl(text: string): CurlRequest | string {
  const words = shellWords(text.trim());
  if (words === null) {
    return 'A quote in the cURL command is never closed.';
  }
  const [program, ...rest] = words;
  if (program !== 'curl') {
    return 'This is no cURL command.';
  }
  const found: Found = { method: null, url: null, headers: [], data: [] };
  const queue = rest.flatMap(splitAttached);
  for (let index = 0; index < queue.length; index += 1) {
    const word = queue[index] ?? '';
    const value = queue[index + 1];
    const fault = takeWord(found, word, value);
    if (typeof fault === 'string') {
      return fault;
    }
    index += fault;
  }
  return requestOf(found);
}

interface Found {
  method: string | null;
  url: string | null;
  headers: CurlRequest['headers'];
  data: string[];
}

type Taker = (found: Found, value: string) => string | undefined;

function header(name: string): Taker {
  return ({ headers }, value) => {
    headers.push({ name, value });
    return undefined;
  };
}

const takeHeader: Taker = ({ headers }, value) => {
  const colon = value.indexOf(':');
  if (colon > 0) {
    headers.push({ name: value.slice(0, colon), value: value.slice(colon + 1).trim() });
  }
  return undefined;
};
const takeUser: Taker = (found, value) => header('Authorization')(found, `Basic ${btoa(value)}`);
const takeMethod: Taker = (found, value) => {
  found.method = value;
  return undefined;
};
const takeUrl: Taker = (found, value) => {
  found.url = value;
  return undefined;
};
const takeRaw: Taker = ({ data }, value) => {
  data.push(value);
  return undefined;
};
const takeData: Taker = (found, value) =>
  value.startsWith('@')
    ? `The body is in the file ${value.slice(1)}, which a paste does not bring along.`
    : takeRaw(found, value);
const takeJson: Taker = (found, value) =>
  takeData(found, value) ?? header('Content-Type')(found, 'application/json');
const ignore: Taker = () => undefined;

/** Options that have a value; those without one change nothing about the request itself. */
const TAKERS: ReadonlyMap<string, Taker> = new Map([
  ...['-d', '--data', '--data-binary', '--data-ascii'].map((name) => [name, takeData] as const),
  ['--data-raw', takeRaw],
  ['--json', takeJson],
  ...['-A', '--user-agent'].map((name) => [name, header('User-Agent')] as const),
  ...['-b', '--cookie'].map((name) => [name, header('Cookie')] as const),
  ...['-e', '--referer'].map((name) => [name, header('Referer')] as const),
  ...['-H', '--header'].map((name) => [name, takeHeader] as const),
  ...['-u', '--user'].map((name) => [name, takeUser] as const),
  ...['-X', '--request'].map((name) => [name, takeMethod] as const),
  ['--url', takeUrl],
  ...['-o', '--output', '-m', '--max-time', '--connect-timeout', '--retry'].map(
    (name) => [name, ignore] as const,
  ),
  ...['-x', '--proxy', '--cacert', '-w', '--write-out'].map((name) => [name, ignore] as const),
]);

/** Answers how many words it took beyond the first, or what is wrong. */
function takeWord(found: Found, word: string, value: string | undefined): number | string {
  if (!word.startsWith('-')) {
    found.url ??= word;
    return 0;
  }
  const take = TAKERS.get(word);
  if (take === undefined) {
    return 0;
  }
  return value === undefined ? `${word} lacks its value.` : (take(found, value) ?? 1);
}

function requestOf({ method, url, headers, data }: Found): CurlRequest | string {
  if (url === null) {
    return 'The cURL command has no URL.';
  }
  const absolute = /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(absolute)) {
    return `${url} is no URL.`;
  }
  const body = data.length === 0 ? null : data.join('&');
  const hasType = headers.some(({ name }) => name.toLowerCase() === 'content-type');
  const typed =
    body === null || hasType
      ? headers
      : [...headers, { name: 'Content-Type', value: 'application/x-www-form-urlencoded' }];
  return {
    method: method ?? (body === null ? 'GET' : 'POST'),
    url: absolute,
    headers: typed,
    body,
  };
}

/** `-XPOST` and `--request=POST` are two words. */
function splitAttached(word: string): string[] {
  const long = /^(--[a-z-]+)=(.*)$/s.exec(word);
  if (long) {
    return [long[1] ?? '', long[2] ?? ''];
  }
  const short = /^(-[XHdAbeumow])(.+)$/s.exec(word);
  return short && !word.startsWith('--') ? [short[1] ?? '', short[2] ?? ''] : [word];
}

const PIECE =
  /(?<space>\s+)|(?<joined>\\\r?\n)|\\(?<escaped>[\s\S])|\$'(?<ansi>(?:[^'\\]|\\[\s\S])*)'|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|(?<plain>[^\s\\'"]+)/y;

/** Null where a quote is left open. */
function shellWords(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const groups = PIECE.exec(text)?.groups;
    if (groups === undefined) {
      return null;
    }
    if (groups.space === undefined) {
      word = groups.joined === undefined ? (word ?? '') + textOfPiece(groups) : word;
    } else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

function textOfPiece(groups: Partial<Record<string, string>>): string {
  if (groups.ansi !== undefined) {
    return ansiText(groups.ansi);
  }
  if (groups.double !== undefined) {
    return groups.double.replace(/\\(["\\$`])/g, '$1').replace(/\\\r?\n/g, '');
  }
  return groups.escaped ?? groups.single ?? groups.plain ?? '';
}

const ANSI: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0' };

function ansiText(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4})|([\s\S]))/gi,
    (_whole, hex?: string, unicode?: string, other?: string) =>
      other === undefined
        ? String.fromCharCode(Number.parseInt(hex ?? unicode ?? '', 16))
        : (ANSI[other] ?? other),
  );
}

/** The request as a HAR of one entry, which is what the server imports. */
export function harOfCurl({ method, url, headers, body }: CurlRequest, at: Date): string {
  const request = {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    headers: [{ name: 'Host', value: new URL(url).host }, ...headers],
    ...(body === null ? {} : { postData: { text: body } }),
  };
  const log = { version: '1.2', entries: [{ startedDateTime: at.toISOString(), request }] };
  return JSON.stringify({ log });
}
