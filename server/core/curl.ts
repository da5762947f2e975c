import { type ExchangeRecord, toBase64, utf8Text } from './exchange-record.ts';

/** Headers that curl would send by itself: they are switched off where the request has none. */
const CURL_OWN = ['User-Agent', 'Accept', 'Content-Type', 'Expect'];
/** Linux takes 128 KiB in one argument. */
const MAX_ARGUMENT_BYTES = 64 * 1024;
/** The command works out the length again; the URL names the host. */
const LEFT_OUT = new Set(['content-length']);

/** A command for bash that sends the same bytes, `url` in place of the captured one where it is given. */
export function writeCurlBash(exchange: ExchangeRecord, url: string = exchange.url): string {
  const { bodyBytes } = exchange;
  const text = bodyBytes.length === 0 ? undefined : utf8Text(bodyBytes);
  const isPiped =
    bodyBytes.length > 0 &&
    (text === undefined || text.includes('\0') || bodyBytes.length > MAX_ARGUMENT_BYTES);
  const parts = [
    methodParts(exchange).map(quoteBash).join(' '),
    ...headerTexts(exchange).map((header) => `-H ${quoteBash(header)}`),
    ...(isPiped ? ['--data-binary @-'] : []),
    // A leading @ would name a file, so such a text is never given bare.
    ...(text === undefined || isPiped ? [] : [`--data-raw ${quoteBashText(text)}`]),
    quoteBash(url),
  ];
  const command = `curl ${OPTIONS.join(' ')} ${parts.join(' \\\n  ')}`;
  return isPiped ? `printf %s ${toBase64(bodyBytes)} | base64 -d | ${command}\n` : `${command}\n`;
}

/** The same request as a file for `curl --config`, without its body. Latin-1 text, one byte a character. */
export function curlConfig(exchange: ExchangeRecord, url: string = exchange.url): string {
  const [flag = '', method = ''] = methodParts(exchange);
  const lines = [
    ...OPTIONS.map((option) => option.replace(/^--?/, '')),
    flag === '--head' ? 'head' : `request = ${quoteConfig(method)}`,
    ...headerTexts(exchange).map((header) => `header = ${quoteConfig(header)}`),
    `url = ${quoteConfig(url)}`,
  ];
  return `${lines.join('\n')}\n`;
}

const OPTIONS = ['--http1.1', '--globoff', '--path-as-is', '--include'];

function methodParts({ method, bodyBytes }: ExchangeRecord): string[] {
  return method === 'HEAD' && bodyBytes.length === 0 ? ['--head'] : ['-X', method];
}

/** `Name: value`; an empty value is written `Name;`, and `Name:` switches off what curl would add. */
function headerTexts({ headers }: ExchangeRecord): string[] {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const sent = headers
    .filter(([name]) => !LEFT_OUT.has(name.toLowerCase()))
    .map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  const off = CURL_OWN.filter((name) => !names.has(name.toLowerCase())).map((name) => `${name}:`);
  return [...sent, ...off];
}

/** For texts of one byte a character: headers and URLs. */
function quoteBash(text: string): string {
  if (/^[A-Za-z0-9_./:@=-]+$/.test(text)) {
    return text;
  }
  if (/^[ -~]*$/.test(text)) {
    return `'${text.replaceAll("'", `'\\''`)}'`;
  }
  return `$'${escapeAnsi(text)}'`;
}

/** Text that is UTF-8 on the wire: as it is, or byte by byte, so that no locale can come between. */
function quoteBashText(text: string): string {
  const isPlain = !/[^\P{C}\n\t]/u.test(text);
  return isPlain
    ? `'${text.replaceAll("'", `'\\''`)}'`
    : `$'${escapeAnsi(Buffer.from(text, 'utf8').toString('latin1'))}'`;
}

function escapeAnsi(latinText: string): string {
  return latinText.replace(/[\\']|[^ -~]/g, (character) =>
    character === '\\' || character === "'"
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function quoteConfig(text: string): string {
  // A line end would end the value, and what follows would be an option of curl's.
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
