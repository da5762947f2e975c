import type { ForwardResult } from '../contract/capture.ts';
import type { RawHeaders } from '../contract/text.ts';
import { withoutHopHeaders } from '../core/hop-headers.ts';
import { outcomeText } from '../core/outcomes.ts';
import { DEFAULT_ANSWER, type PlannedAnswer, recordAnswer } from '../core/planned-answer.ts';
import { findHeader } from '../core/raw-headers.ts';
import type { CaptureDetailRecord, CaptureRecord } from '../core/records.ts';
import type { CaptureStore, Clock, LiveFeed, Log, Transport, TransportResult } from '../ports.ts';
import { createForwardLane, type ForwardJob, type ForwardLane } from './forward-lane.ts';
import { LOOP_REFUSED, type LoopGuard } from './forward-loop.ts';
import { pagesOfList } from './pages-of-list.ts';
import { readWholeBody } from './read-whole-body.ts';

export interface ForwardDeps {
  readonly captures: Pick<CaptureStore, 'change' | 'readDetail' | 'readBody' | 'list'>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly feed: Pick<LiveFeed, 'capture'>;
  readonly log: Pick<Log, 'warn'>;
  readonly loopGuard: LoopGuard;
}

export interface Forwarder {
  /** Sends a stored capture on; resolves with the answer for the sender: the app's where it was asked for and came. */
  forward(record: CaptureRecord, answer: PlannedAnswer): Promise<PlannedAnswer>;
  /** Puts back in line what waited for an app when the program ended. Answers how many. */
  resume(): Promise<number>;
  /** Captures that wait for an app that is down. */
  readonly held: number;
  close(): void;
}

const TIMEOUT_MS = 30_000;
/** What of the app's answer is stored; the sender gets all of it up to RELAYED_BYTES. */
const STORED_BYTES = 64 * 1024;
const RELAYED_BYTES = 16 * 1024 * 1024;
const PAGE = 200;
/** Bounds of the look back after a start. */
const MAX_LOOKED = 20_000;
const MAX_BETWEEN = 2_000;
/** Failures that say "nobody is there": the capture waits. After any other the app has seen it. */
const DOWN: ReadonlySet<TransportResult['outcome']> = new Set([
  'refused',
  'unreachable',
  'dns_failed',
]);

/** Sends captures on to the user's own app: bytes untouched, held while it is down, in order when it is back. */
export function createForwarder(deps: ForwardDeps): Forwarder {
  const lanes = new Map<string, ForwardLane>();
  const laneOf = (url: string) => {
    const lane = lanes.get(url) ?? createForwardLane(deps.clock);
    lanes.set(url, lane);
    return lane;
  };
  return {
    get held() {
      return [...lanes.values()].reduce((sum, lane) => sum + lane.held, 0);
    },
    forward: (record, answer) => {
      const { urls, usesAnswer } = answer.forward ?? { urls: [], usesAnswer: false };
      const results = new Map<string, ForwardResult>();
      return new Promise((resolve) => {
        for (const [index, url] of urls.entries()) {
          const isAsked = usesAnswer && index === 0;
          const forwarding = { deps, record, results, settle: isAsked ? resolve : nobody };
          laneOf(url).run(jobOf(forwarding, url, answer));
        }
        if (!usesAnswer || urls.length === 0) {
          resolve(answer);
        }
      });
    },
    resume: async () => {
      const held = await findHeld(deps);
      for (const { record, results, url } of held) {
        laneOf(url).run(jobOf({ deps, record, results, settle: nobody }, url, DEFAULT_ANSWER));
      }
      return held.length;
    },
    close: () => {
      for (const lane of lanes.values()) {
        lane.close();
      }
    },
  };
}

interface Held {
  readonly record: CaptureRecord;
  readonly results: Map<string, ForwardResult>;
  readonly url: string;
}

/** Oldest first. What was held for an app is not said by a capture's row, so the newest are looked through. */
async function findHeld(deps: ForwardDeps): Promise<Held[]> {
  const held: Held[] = [];
  let looked = 0;
  let sinceFound = 0;
  for await (const items of pagesOfList((page) => deps.captures.list(page), { limit: PAGE })) {
    for (const record of items) {
      const detail = await deps.captures.readDetail(record.id);
      const waiting = detail?.forwards.filter(({ state }) => state === 'held') ?? [];
      const results = new Map(detail?.forwards.map((result) => [result.url, result]));
      held.push(...waiting.map(({ url }) => ({ record, results, url })));
      sinceFound = waiting.length > 0 ? 0 : sinceFound + 1;
    }
    looked += items.length;
    if (looked >= MAX_LOOKED || sinceFound >= MAX_BETWEEN) {
      break;
    }
  }
  return held.reverse();
}

interface Forwarding {
  readonly deps: ForwardDeps;
  readonly record: CaptureRecord;
  /** By URL; one array is stored for all. */
  readonly results: Map<string, ForwardResult>;
  /** Answers the sender, where it waits for this app. */
  readonly settle: (answer: PlannedAnswer) => void;
}

function nobody(): void {
  // The sender has its answer already.
}

function jobOf(forwarding: Forwarding, url: string, planned: PlannedAnswer): ForwardJob {
  const { deps, record, settle } = forwarding;
  return {
    send: () => sendOn(deps, url, record),
    isDown: (result) => DOWN.has(result.outcome),
    onHeld: async (result) => {
      // The sender is answered at once: what is held goes out when nobody waits for it any more.
      settle(planned);
      await store(forwarding, heldResult(deps, url, result));
    },
    onDone: async (result) => {
      const answer = settle === nobody ? undefined : relayed(planned, url, result);
      await store(forwarding, doneResult(deps, url, result), answer);
      settle(answer ?? planned);
    },
    onGone: () => settle(planned),
  };
}

async function store(
  { deps, record, results }: Forwarding,
  result: ForwardResult,
  answer?: PlannedAnswer,
): Promise<void> {
  results.set(result.url, result);
  const forwards = [...results.values()];
  try {
    const changed = await deps.captures.change(record.id, {
      forwards,
      isForwarded: forwards.some(({ state }) => state === 'answered'),
      ...(answer ? { status: answer.status, answer: recordAnswer(answer) } : {}),
    });
    if (changed) {
      deps.feed.capture(changed);
    }
  } catch (error) {
    deps.log.warn({ error, capture: record.id }, 'the result of a forward could not be stored');
  }
}

async function sendOn(
  deps: ForwardDeps,
  url: string,
  record: CaptureRecord,
): Promise<TransportResult | undefined> {
  const detail = await deps.captures.readDetail(record.id);
  const bodyBytes = await readWholeBody(deps.captures, record.id);
  if (!detail || !bodyBytes) {
    return undefined;
  }
  const marks = deps.loopGuard.marksFor(url, detail.rawHeaders);
  if (!marks) {
    return LOOP_REFUSED;
  }
  return deps.transport.send({
    method: record.method,
    url: forwardUrl(url, record.target),
    headers: [...forwardHeaders(detail), ...marks],
    bodyBytes,
    timeoutMs: TIMEOUT_MS,
    maxConnections: 16,
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: true,
    keepBytes: RELAYED_BYTES,
    lane: url,
  });
}

/** An app given with a path gets everything there; one without gets each path. The query is kept as it is. */
function forwardUrl(url: string, target: string): string {
  const { origin, pathname, search } = new URL(url);
  if (pathname === '/' && search === '') {
    return `${origin}${target.startsWith('/') ? target : '/'}`;
  }
  const mark = target.indexOf('?');
  const query = mark < 0 ? '' : target.slice(mark);
  return search === '' ? `${url}${query}` : `${url}${query.replace('?', '&')}`;
}

function forwardHeaders(detail: CaptureDetailRecord): RawHeaders {
  const headers = withoutHopHeaders(detail.rawHeaders);
  const added: RawHeaders = [];
  const host = findHeader(headers, 'host');
  if (host !== undefined && findHeader(headers, 'x-forwarded-host') === undefined) {
    added.push(['X-Forwarded-Host', host]);
  }
  if (findHeader(headers, 'x-forwarded-for') === undefined && detail.remoteAddress !== '') {
    added.push(['X-Forwarded-For', detail.remoteAddress]);
  }
  return [...headers, ...added];
}

function relayed(
  planned: PlannedAnswer,
  url: string,
  result: TransportResult,
): PlannedAnswer | undefined {
  if (result.status === null || result.isCut) {
    return undefined;
  }
  const headers = withoutHopHeaders(result.headers).filter(
    ([name]) => !/^(content-length|date)$/i.test(name),
  );
  return {
    ...planned,
    status: result.status,
    headers,
    bodyBytes: result.bodyBytes,
    fault: null,
    by: 'app',
    text: `Your app at ${url} answered ${result.status}.`,
  };
}

function heldResult(deps: ForwardDeps, url: string, result: TransportResult): ForwardResult {
  return {
    ...resultBase(deps, url, result),
    state: 'held',
    text: `${failureText(url, result)} Held until it is back.`,
  };
}

function doneResult(deps: ForwardDeps, url: string, result: TransportResult): ForwardResult {
  const base = resultBase(deps, url, result);
  if (result.status === null) {
    return { ...base, state: 'failed', text: failureText(url, result) };
  }
  return { ...base, state: 'answered', text: `Your app at ${url} answered ${result.status}.` };
}

function failureText(url: string, result: TransportResult): string {
  if (result.outcome === 'refused') {
    const tried = result.detail ? ` (${result.detail})` : '';
    return `Nothing answers at ${new URL(url).origin}${tried}. Is your app running?`;
  }
  const facts = { ...result, timeoutMs: TIMEOUT_MS };
  return `${outcomeText(facts)}.`;
}

function resultBase(deps: ForwardDeps, url: string, result: TransportResult): ForwardResult {
  return {
    url,
    at: new Date(deps.clock.now()).toISOString(),
    state: 'failed',
    status: result.status,
    headers: result.headers,
    body_base64: Buffer.from(result.bodyBytes.subarray(0, STORED_BYTES)).toString('base64'),
    duration_ms: Math.round(result.totalMs * 1000) / 1000,
    text: '',
  };
}
