import type { Cause, Explanation } from '../../contract/explain.ts';
import type { SignatureReport } from '../../contract/signature.ts';
import type { Dialect, NamedKey, VerifyInput } from '../dialects/dialect.ts';
import type { DialectFacts } from '../dialects/facts.ts';
import { isMac } from '../dialects/mac.ts';
import { placeHeader, type Reading, readSignature } from '../dialects/place.ts';
import { signedFormula } from '../dialects/present.ts';
import { type Change, changes } from './change.ts';
import { type Suspicion, strangeKey, suspicions } from './evidence.ts';
import { writingChange } from './presentation.ts';
import { searchPublicKey } from './public-key-search.ts';
import type { SchemeRequest } from './schemes.ts';
import { type Found, type SearchResult, searchVariants } from './search.ts';
import { keySteps } from './secret-forms.ts';
import { type SignedViewInput, signedView } from './signed-view.ts';
import { type Target, targetsInHeaders, targetsInText } from './targets.ts';

export interface ExplainInput {
  readonly dialect: Dialect;
  /** All dialects known, for "this is GitHub's scheme". */
  readonly dialects: readonly Dialect[];
  readonly request: VerifyInput;
  /** Every other key that the program knows, rotated ones included. */
  readonly otherKeys: readonly NamedKey[];
  /** The body was longer than the receiver's limit. */
  readonly isCut?: boolean;
  /** A value that the user's own code computed: the search then says which mistake yields it. */
  readonly digest?: string;
}

/**
 * Says why a signature does not hold. PROVED only where a recomputed variant reproduces the value,
 * LIKELY where evidence speaks for it, else unknown. Bounded work, no clock, no secret in the answer.
 */
export function explainSignature(input: ExplainInput): Explanation {
  const { dialect, request, digest } = input;
  const report = dialect.verify(request);
  const reading = readSignature(dialect.facts.signature, request);
  const context: Context = { input, report, reading: schemeRequest(reading, request) };
  if (digest === undefined && (report.verdict === 'valid' || report.verdict === 'stale')) {
    return report.verdict === 'valid' ? whenValid(context) : whenStale(context);
  }
  const targets = targetsOf(context);
  const result = search(context, targets);
  const proved = result.found && provedCauses(context, result.found);
  if (result.found && proved && proved.length > 0) {
    return write(context, { certainty: 'proved', causes: proved, result });
  }
  if (digest !== undefined) {
    return write(context, { certainty: result.found ? 'valid' : 'unknown', causes: [], result });
  }
  const causes = likelyCauses(context, result.tried);
  return write(context, { certainty: causes.length > 0 ? 'likely' : 'unknown', causes, result });
}

function likelyCauses({ input, report }: Context, triedVariants: number): Cause[] {
  const { dialect, request } = input;
  const found = suspicions({
    facts: dialect.facts,
    others: input.dialects.map((other) => other.facts),
    headers: request.headers,
    bodyBytes: request.bodyBytes,
    keys: request.keys,
    report,
    isCut: input.isCut ?? false,
  });
  const isReadable = report.verdict === 'invalid' && triedVariants > 0;
  return found.length === 0 && isReadable
    ? [likely(strangeKey(isMac(dialect.facts.signature.algorithm), triedVariants))]
    : found.map(likely);
}

function schemeRequest(reading: Reading, request: VerifyInput): SchemeRequest {
  const { method, url, headers } = request;
  return { method, url, headers, id: reading.id, timestampText: reading.timestampText };
}

interface Context {
  readonly input: ExplainInput;
  readonly report: SignatureReport;
  readonly reading: SchemeRequest;
}

interface Outcome {
  readonly certainty: Explanation['certainty'];
  readonly causes: readonly Cause[];
  readonly result: SearchResult;
}

const NO_SEARCH: SearchResult = { found: undefined, tried: 0 };

function whenValid(context: Context): Explanation {
  return write(context, { certainty: 'valid', causes: [], result: NO_SEARCH });
}

function whenStale(context: Context): Explanation {
  const { report, input, reading } = context;
  const text = report.checks.find(({ name }) => name === 'time_in_tolerance')?.text ?? '';
  const unit = input.dialect.facts.signature.timestamp?.unit;
  const isMilliseconds = unit === 's' && (reading.timestampText?.length ?? 0) >= 13;
  const isSeconds = unit === 'ms' && (reading.timestampText?.length ?? 0) <= 10;
  const wanted = unit === 's' ? 'seconds' : 'milliseconds';
  const change: Change =
    isMilliseconds || isSeconds
      ? changes.timeUnit(
          `The timestamp counts ${isSeconds ? 'seconds' : 'milliseconds'}; ${input.dialect.name} counts ${wanted}.`,
          `Send the time in ${wanted} since 1970.`,
        )
      : {
          code: 'time',
          sentence: staleSentence(text),
          usualReason: 'A captured request was sent again with its old timestamp.',
          fix: 'Sign the request anew before sending it again; check the clocks of both computers.',
        };
  const cause = proved(change, 'The bytes match; only the time does not.');
  return write(context, { certainty: 'proved', causes: [cause], result: NO_SEARCH });
}

function staleSentence(timeText: string): string {
  const said = `Signed ${timeText.replace(' old,', ' ago,')}.`;
  return timeText.includes('in the future')
    ? `${said} The sender's clock is ahead, or this computer's is behind.`
    : `${said} Replayed, or this computer's clock is ahead.`;
}

function targetsOf({ input, report }: Context): Target[] {
  if (input.digest !== undefined) {
    return targetsInText(input.digest);
  }
  if (input.dialect.facts.signature.place.kind === 'body') {
    return targetsInText(report.received ?? '');
  }
  const names = new Set<string>();
  for (const { facts } of [input.dialect, ...input.dialects]) {
    const header = placeHeader(facts.signature.place);
    if (header !== undefined) {
      names.add(header.toLowerCase());
    }
  }
  return targetsInHeaders(input.request.headers, names);
}

function search({ input, reading }: Context, targets: readonly Target[]): SearchResult {
  const { dialect, dialects, request } = input;
  const common = {
    facts: dialect.facts,
    others: dialects.map((other) => other.facts),
    request: reading,
    bodyBytes: request.bodyBytes,
    keys: request.keys,
    otherKeys: input.otherKeys,
    targets,
  };
  return isMac(dialect.facts.signature.algorithm)
    ? searchVariants(common)
    : searchPublicKey(common);
}

/** The changes that the search found, and how the value was written where that is wrong too. */
function provedCauses(context: Context, found: Found): Cause[] {
  const { input } = context;
  const isOtherScheme = found.changes.some(({ code }) => code === 'scheme');
  const writing = isOtherScheme ? undefined : writingChange(input.dialect.facts, found.target);
  const all = writing ? [...found.changes, writing] : [...found.changes];
  if (all.length === 0 && input.digest === undefined) {
    all.push(...headerTrouble(context, found));
  }
  const evidence = `Recomputed: this variant yields ${shorten(found.target.text)}.`;
  return all.map((change) => proved(change, evidence));
}

/** The right value is there and the check still failed: it could not be read where it stands. */
function headerTrouble({ input, report }: Context, found: Found): Change[] {
  const { facts } = input.dialect;
  const [evidence] = suspicions({
    facts,
    others: [],
    headers: input.request.headers,
    bodyBytes: input.request.bodyBytes,
    keys: [],
    report,
    isCut: false,
  });
  const name = placeHeader(facts.signature.place) ?? found.target.header;
  const sentence =
    evidence?.sentence ?? `The right signature is in ${name}, but not where it is read from.`;
  return [changes.header(sentence, evidence?.fix ?? 'Send one signature in the prescribed form.')];
}

function proved(change: Change, evidence: string): Cause {
  return cause(change, 'proved', evidence);
}

function likely(suspicion: Suspicion): Cause {
  return cause(suspicion, 'likely', suspicion.evidence);
}

function cause(change: Change, certainty: Cause['certainty'], evidence: string): Cause {
  return {
    code: change.code,
    certainty,
    sentence: change.sentence,
    usual_reason: change.usualReason,
    fix: change.fix,
    evidence,
  };
}

function write(context: Context, outcome: Outcome): Explanation {
  const { input, report } = context;
  const { facts } = input.dialect;
  const received = input.digest ?? report.received;
  const computed = report.expected;
  return {
    certainty: outcome.certainty,
    headline: headline(context, outcome),
    causes: [...outcome.causes],
    report,
    scheme: signedFormula(facts),
    key_form: keyForm(input.request.keys[0], facts),
    received,
    computed,
    differs_at: firstDifference(received, computed),
    ...signedView(signedInput(context), outcome.result.found?.bodyBytes),
    variants_tried: outcome.result.tried,
    duration_ms: null,
  };
}

function headline({ input, report }: Context, { certainty, causes, result }: Outcome): string {
  if (certainty === 'valid') {
    return input.digest === undefined
      ? 'Valid. This is exactly what was signed.'
      : 'Right. This is the value that the dialect prescribes for this request.';
  }
  if (causes.length > 0) {
    return causes.map(({ sentence }) => sentence).join(' ');
  }
  if (report.verdict === 'unchecked') {
    return 'Not checked: no secret is known for this path.';
  }
  if (input.digest !== undefined && result.tried === 0) {
    return 'This is no digest that a known scheme writes: paste all of it, in hex or base64.';
  }
  return `No cause found: none of ${result.tried} variants yields this value. No known secret fits; the secrets of a CLI, of test and of live mode differ.`;
}

function keyForm(key: NamedKey | undefined, facts: DialectFacts): string {
  if (!key) {
    return 'no key is known';
  }
  return `${mask(key.secret)} → ${keySteps(key, facts)} (from: ${key.source})`;
}

/** Only a public prefix stays readable. */
function mask(secret: string): string {
  return `${/^(?:whsec_|whsk_|whpk_|pdl_ntfset_)/.exec(secret)?.[0] ?? ''}••••`;
}

function signedInput({ input, reading, report }: Context): SignedViewInput {
  const { signed_prefix: prefix, signed_suffix: suffix } = report;
  const known = prefix === null ? undefined : { prefix, hasBody: true, suffix: suffix ?? '' };
  return {
    facts: input.dialect.facts,
    request: reading,
    known,
    bodyBytes: input.request.bodyBytes,
  };
}

function firstDifference(left: string | null, right: string | null): number | null {
  if (left === null || right === null || left === right) {
    return null;
  }
  let at = 0;
  while (at < left.length && left[at] === right[at]) {
    at += 1;
  }
  return at + 1;
}

function shorten(text: string): string {
  return text.length > 24 ? `${text.slice(0, 12)}…${text.slice(-6)}` : text;
}
