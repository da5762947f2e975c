import type { SignatureReport, Verdict } from '../contract/signature.ts';
import type { Dialect, NamedKey, StreamingCheck } from '../core/dialects/dialect.ts';
import type { RequestHead } from './request-head.ts';
import type { DialectLookup, RequestNames, SigningPath } from './signing-paths.ts';
import { chooseCheck } from './signing-paths.ts';

/** What was found out about a request's signature and names before it is stored. */
export interface Verification extends RequestNames {
  readonly verdict: Verdict;
  readonly dialect: string | null;
  readonly report: SignatureReport | null;
}

/** The check of one request while it arrives. */
export interface OpenVerification {
  /** Called for each part of a body that is too big to be looked at as a whole. */
  update(chunk: Uint8Array): void;
  /** `bodyBytes` is undefined for big bodies; `isWhole` is false where the body was cut or broke off. */
  finish(bodyBytes: Uint8Array | undefined, isWhole: boolean): Verification;
}

interface VerifyDeps {
  readonly dialects: DialectLookup;
}

const NO_NAMES: RequestNames = { eventType: null, deliveryKey: null };

/** Starts to check a request against what is known of its path. */
export function startVerification(
  deps: VerifyDeps,
  head: RequestHead,
  path: SigningPath,
): OpenVerification {
  const check = chooseCheck(path, head.rawHeaders, deps.dialects);
  const keys = check?.keys ?? [];
  let streaming: StreamingCheck | undefined;
  let isStarted = false;
  const dialectOf = (bodyBytes: Uint8Array | undefined) => {
    const id = check?.dialectId ?? deps.dialects.detect(head.rawHeaders, bodyBytes);
    return id === undefined ? undefined : deps.dialects.find(id);
  };
  return {
    update: (chunk) => {
      if (!isStarted) {
        isStarted = true;
        const dialect = keys.length > 0 ? dialectOf(undefined) : undefined;
        streaming = dialect?.startVerify?.(verifyInput(head, keys));
      }
      streaming?.update(chunk);
    },
    finish: (bodyBytes, isWhole) => {
      const judged =
        check?.dialectId === null && keys.length > 0 && bodyBytes !== undefined && isWhole
          ? deps.dialects.judgeUnknown?.({ ...verifyInput(head, keys), bodyBytes })
          : undefined;
      const dialect = judged?.dialect ? deps.dialects.find(judged.dialect) : dialectOf(bodyBytes);
      const names = dialect
        ? deps.dialects.readNames(dialect.id, { headers: head.rawHeaders, bodyBytes })
        : NO_NAMES;
      const report = judged ?? judge({ head, path, dialect, keys, streaming }, bodyBytes, isWhole);
      return {
        eventType: names.eventType,
        deliveryKey: names.deliveryKey,
        verdict: report?.verdict ?? 'unchecked',
        dialect: dialect?.id ?? null,
        report,
      };
    },
  };
}

interface Judgement {
  readonly head: RequestHead;
  readonly path: SigningPath;
  readonly dialect: Dialect | undefined;
  readonly keys: readonly NamedKey[];
  readonly streaming: StreamingCheck | undefined;
}

function judge(
  judgement: Judgement,
  bodyBytes: Uint8Array | undefined,
  isWhole: boolean,
): SignatureReport | null {
  const { dialect, keys, head, streaming } = judgement;
  if (!dialect) {
    return null;
  }
  if (dialect.kind !== 'unsigned' && keys.length === 0) {
    return unchecked(dialect.id, `Not checked: no secret for ${head.path}.`);
  }
  if (!isWhole) {
    return unchecked(dialect.id, 'The body is not whole: the signature cannot be checked.');
  }
  if (bodyBytes !== undefined) {
    return dialect.verify({ ...verifyInput(head, keys), bodyBytes });
  }
  return (
    streaming?.finish() ??
    unchecked(
      dialect.id,
      `Not checked: ${dialect.name} needs the whole body, and this one is too big to be held in memory.`,
    )
  );
}

function verifyInput(head: RequestHead, keys: readonly NamedKey[]) {
  return {
    method: head.method,
    url: head.url,
    headers: head.rawHeaders,
    nowMs: head.receivedAtMs,
    keys,
  };
}

function unchecked(dialect: string, reason: string): SignatureReport {
  return {
    verdict: 'unchecked',
    dialect,
    reason,
    checks: [],
    received: null,
    expected: null,
    signed_prefix: null,
    signed_suffix: null,
    key_source: null,
    notes: [],
  };
}
