import type { ExportFormat } from '../contract/exchange.ts';
import type { AttemptId, CaptureId, DeliveryId } from '../contract/ids.ts';
import type { Page } from '../contract/page.ts';
import { writeCassette } from '../core/cassette.ts';
import { writeCurlBash } from '../core/curl.ts';
import { writeCurlCmd, writeCurlPowershell } from '../core/curl-windows.ts';
import { AppError } from '../core/errors.ts';
import { type ExchangeRecord, maskExchange } from '../core/exchange-record.ts';
import { writeFetches } from '../core/fetch-code.ts';
import { targetOfUrl } from '../core/join-trace.ts';
import { writeRawHttp } from '../core/raw-http.ts';
import { writeHar } from '../core/write-har.ts';
import type { CaptureStore, DeliveryStore, ListRequest } from '../ports.ts';
import { pagesOfList } from './pages-of-list.ts';
import { readFilter } from './read-filter.ts';
import { readWholeBody } from './read-whole-body.ts';

export interface ExportDeps {
  readonly captures: Pick<CaptureStore, 'find' | 'readDetail' | 'readBody' | 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'readAttempts' | 'listDeliveries'>;
  readonly version: string;
}

export interface ExportWish {
  readonly what: 'captures' | 'deliveries';
  readonly ids?: readonly string[] | undefined;
  /** Of the deliveries, this attempt alone. */
  readonly attempt_id?: AttemptId | undefined;
  readonly filter?: string | undefined;
  readonly format: ExportFormat;
  readonly include_credentials: boolean;
}

export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

const PAGE = 500;
/** A file is made in memory; what is larger is exported in parts, by filter. */
const MAX_EXPORT_BYTES = 256 * 1024 * 1024;

const FILES: Record<ExportFormat, readonly [name: string, type: string]> = {
  har: ['requests.har', 'application/json; charset=utf-8'],
  raw: ['requests.http', 'application/octet-stream'],
  cassette: ['requests.cassette', 'text/plain; charset=utf-8'],
  curl_bash: ['requests.sh', 'text/plain; charset=utf-8'],
  curl_powershell: ['requests.ps1', 'text/plain; charset=utf-8'],
  curl_cmd: ['requests.cmd', 'text/plain; charset=utf-8'],
  fetch: ['requests.mjs', 'text/javascript; charset=utf-8'],
};

/** Writes requests in a format others read, oldest first. Credentials are masked unless asked for. */
export async function exportRequests(deps: ExportDeps, wish: ExportWish): Promise<ExportedFile> {
  const exchanges: ExchangeRecord[] = [];
  let sizeBytes = 0;
  for await (const exchange of readExchanges(deps, wish)) {
    exchanges.push(wish.include_credentials ? exchange : maskExchange(exchange));
    sizeBytes += exchange.bodyBytes.length;
    if (sizeBytes > MAX_EXPORT_BYTES) {
      throw new AppError(
        'body_too_large',
        'filter: these requests are larger than 256 MiB together. Export fewer at a time.',
      );
    }
  }
  exchanges.sort((left, right) => left.atMs - right.atMs);
  const [name, type] = FILES[wish.format];
  return { name, type, bytes: writeFile(deps, wish.format, exchanges) };
}

function writeFile(
  deps: ExportDeps,
  format: ExportFormat,
  exchanges: readonly ExchangeRecord[],
): Uint8Array {
  switch (format) {
    case 'har':
      return Buffer.from(writeHar(exchanges, deps.version));
    case 'cassette':
      return Buffer.from(writeCassette(exchanges));
    case 'raw':
      return Buffer.concat(exchanges.map(writeRawHttp));
    case 'curl_bash':
      return Buffer.from(exchanges.map((exchange) => writeCurlBash(exchange)).join('\n'));
    case 'curl_powershell':
      return Buffer.from(exchanges.map((exchange) => writeCurlPowershell(exchange)).join('\n'));
    case 'curl_cmd':
      return Buffer.from(exchanges.map((exchange) => writeCurlCmd(exchange)).join('\r\n'));
    case 'fetch':
      return Buffer.from(writeFetches(exchanges));
    default:
      return format satisfies never;
  }
}

async function* readExchanges(deps: ExportDeps, wish: ExportWish): AsyncIterable<ExchangeRecord> {
  if (wish.what === 'deliveries') {
    for (const id of wish.ids ??
      (await idsOf((page) => deps.deliveries.listDeliveries(page), wish.filter))) {
      yield* exchangesOfDelivery(deps, id as DeliveryId, wish.attempt_id);
    }
    return;
  }
  for (const id of wish.ids ?? (await idsOf((page) => deps.captures.list(page), wish.filter))) {
    const exchange = await exchangeOfCapture(deps, id as CaptureId);
    if (!exchange) {
      throw new AppError('capture_not_found', `ids: no capture ${id} is stored here.`);
    }
    yield exchange;
  }
}

async function idsOf(
  list: (request: ListRequest) => Promise<Page<{ readonly id: string }>>,
  filterText: string | undefined,
): Promise<string[]> {
  const ids: string[] = [];
  for await (const items of pagesOfList(list, { limit: PAGE, filter: readFilter(filterText) })) {
    ids.push(...items.map(({ id }) => id));
  }
  return ids;
}

/** A capture with what it was answered; undefined where it is not stored. */
async function exchangeOfCapture(
  deps: Pick<ExportDeps, 'captures'>,
  id: CaptureId,
): Promise<ExchangeRecord | undefined> {
  const record = await deps.captures.find(id);
  const detail = await deps.captures.readDetail(id);
  const bodyBytes = await readWholeBody(deps.captures, id);
  if (!record || !detail || !bodyBytes) {
    return undefined;
  }
  const { answer } = detail;
  return {
    id,
    atMs: record.receivedAtMs,
    durationMs: record.durationMs,
    method: record.method,
    target: record.target,
    url: detail.url,
    httpVersion: detail.httpVersion,
    headers: detail.rawHeaders,
    trailers: detail.rawTrailers,
    bodyBytes,
    answer:
      answer === null || answer.status === null
        ? null
        : {
            status: answer.status,
            headers: answer.headers,
            bodyBytes: Buffer.from(answer.body_base64, 'base64'),
          },
  };
}

async function* exchangesOfDelivery(
  deps: ExportDeps,
  id: DeliveryId,
  attemptId: AttemptId | undefined,
): AsyncIterable<ExchangeRecord> {
  const made = await deps.deliveries.readAttempts(id);
  const wanted =
    attemptId === undefined ? made : made.filter((attempt) => attempt.id === attemptId);
  for (const attempt of wanted) {
    const { request, response } = attempt;
    yield {
      id: attempt.id,
      atMs: attempt.startedAtMs,
      durationMs: attempt.timing.totalMs,
      method: request.method,
      target: targetOfUrl(request.url),
      url: request.url,
      httpVersion: '1.1',
      headers: request.headers,
      trailers: [],
      bodyBytes: request.bodyBytes,
      answer:
        response === null || attempt.status === null
          ? null
          : { status: attempt.status, headers: response.headers, bodyBytes: response.bodyBytes },
    };
  }
}
