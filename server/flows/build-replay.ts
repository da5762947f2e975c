import type { z } from 'zod';
import type { ReplayCreateSchema } from '../contract/exchange.ts';
import type { CaptureId } from '../contract/ids.ts';
import { oldTimestampText } from '../contract/signature.ts';
import type { RawHeaders } from '../contract/text.ts';
import type { Dialect, DialectKey } from '../core/dialects/dialect.ts';
import { AppError } from '../core/errors.ts';
import { withoutHopHeaders } from '../core/hop-headers.ts';
import { pathOfTarget } from '../core/raw-headers.ts';
import type { CaptureDetailRecord, CaptureRecord } from '../core/records.ts';
import type { CaptureStore, Clock } from '../ports.ts';
import { readWholeBody } from './read-whole-body.ts';
import { chooseCheck, type DialectLookup, type SigningPath } from './signing-paths.ts';
import { getDialect } from './subscription-keys.ts';

export type ReplayInput = z.output<typeof ReplayCreateSchema>;

export interface BuildReplayDeps {
  readonly captures: Pick<CaptureStore, 'find' | 'readDetail' | 'readBody'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly dialects: DialectLookup;
  readonly signingPathOf: (path: string) => SigningPath;
}

/** The request that a replay sends. */
export interface ReplayRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
}

export interface PreparedReplay {
  readonly record: CaptureRecord;
  readonly detail: CaptureDetailRecord;
  readonly mode: 'exact' | 'resign';
  readonly warning: string | null;
  /** Called once per run: a re-signed request carries the time at which it is sent. */
  readonly build: () => ReplayRequest;
}

/** Reads what is needed to send a capture again. Throws AppError `capture_not_found`, `unknown_dialect`, `invalid_secret`. */
export async function prepareReplay(
  deps: BuildReplayDeps,
  id: CaptureId,
  input: ReplayInput & { readonly url: string },
): Promise<PreparedReplay> {
  const record = await deps.captures.find(id);
  const detail = await deps.captures.readDetail(id);
  const bodyBytes = await editedBody(deps, id, input);
  if (!record || !detail || !bodyBytes) {
    throw new AppError('capture_not_found', `id: capture ${id} is not stored here any more.`);
  }
  const unsigned: ReplayRequest = {
    method: input.method ?? record.method,
    url: replayUrl(input.url, record.target),
    headers: input.headers ?? withoutHopHeaders(detail.rawHeaders),
    bodyBytes,
  };
  const signer = input.mode === 'resign' ? signerOf(deps, record, detail, input) : undefined;
  if (!signer) {
    const warning = exactWarning(deps, record, detail, input);
    return { record, detail, mode: 'exact', warning, build: () => unsigned };
  }
  const deliveryId = record.deliveryKey ?? record.id;
  return {
    record,
    detail,
    mode: 'resign',
    warning: null,
    build: () => resign(signer, unsigned, { deliveryId, nowMs: deps.clock.now() }),
  };
}

/** A target without a path of its own gets the captured one; the captured query stays as it is. */
export function replayUrl(url: string, target: string): string {
  const { origin, pathname, search } = new URL(url);
  const isBare = pathname === '/' && search === '' && !url.endsWith('/');
  return isBare ? `${origin}${target.startsWith('/') ? target : '/'}` : url;
}

async function editedBody(
  deps: BuildReplayDeps,
  id: CaptureId,
  input: ReplayInput,
): Promise<Uint8Array | undefined> {
  if (input.body_base64 !== undefined && input.body_text !== undefined) {
    const message = 'give body_text or body_base64, not both';
    throw new AppError('invalid_request', `body_text: ${message}.`, [
      { path: 'body_text', message },
    ]);
  }
  if (input.body_base64 !== undefined) {
    return Buffer.from(input.body_base64, 'base64');
  }
  return input.body_text === undefined
    ? readWholeBody(deps.captures, id)
    : new TextEncoder().encode(input.body_text);
}

interface Signer {
  readonly dialect: Dialect;
  readonly keys: readonly DialectKey[];
}

/** Undefined where nothing is known to sign with: the exact bytes go out then. */
function signerOf(
  deps: BuildReplayDeps,
  record: CaptureRecord,
  detail: CaptureDetailRecord,
  input: ReplayInput,
): Signer | undefined {
  const path = deps.signingPathOf(pathOfTarget(record.target));
  const check = chooseCheck(path, detail.rawHeaders, deps.dialects);
  const dialectId = input.dialect ?? record.dialect ?? check?.dialectId ?? undefined;
  if (dialectId === undefined) {
    return undefined;
  }
  const dialect = getDialect(dialectId);
  const keys = input.secret === undefined ? (check?.keys ?? []) : [dialect.importKey(input.secret)];
  // Keys that only verify (a provider's public key) cannot sign.
  const signing = keys.filter(({ secret }) => secret !== '');
  return signing.length === 0 ? undefined : { dialect, keys: signing };
}

/** The signature's headers get new values in their old places; those that were missing come last. */
export function resign(
  { dialect, keys }: Signer,
  request: ReplayRequest,
  moment: { readonly deliveryId: string; readonly nowMs: number },
): ReplayRequest {
  const own = new Set(dialect.headers.map((name) => name.toLowerCase()));
  const others = request.headers.filter(([name]) => !own.has(name.toLowerCase()));
  const sealed = dialect.seal({
    request: { ...request, method: request.method as 'POST', headers: others },
    keys,
    ...moment,
  });
  const fresh = sealed.headers.filter(([name]) => own.has(name.toLowerCase()));
  const headers: RawHeaders = [];
  for (const [name, value] of request.headers) {
    const place = fresh.findIndex(([other]) => other.toLowerCase() === name.toLowerCase());
    if (place >= 0) {
      const [signed] = fresh.splice(place, 1);
      headers.push([name, signed?.[1] ?? value]);
    } else if (!own.has(name.toLowerCase())) {
      headers.push([name, value]);
    }
  }
  return {
    method: request.method,
    url: sealed.url,
    headers: [...headers, ...fresh],
    bodyBytes: sealed.bodyBytes,
  };
}

function exactWarning(
  deps: BuildReplayDeps,
  record: CaptureRecord,
  detail: CaptureDetailRecord,
  input: ReplayInput,
): string | null {
  return input.mode === 'resign'
    ? 'No dialect or no secret is known for its path, so the exact bytes are sent.'
    : oldTimestampText(detail.report, record.receivedAtMs, deps.clock.now());
}
