import type { SignatureReport } from '../../contract/signature.ts';
import type { RawHeaders } from '../../contract/text.ts';
import type { NamedKey } from '../dialects/dialect.ts';
import type { DialectFacts } from '../dialects/facts.ts';
import { placeHeader } from '../dialects/place.ts';
import { countHeader, findHeader } from '../raw-headers.ts';
import { type Change, changes } from './change.ts';

/** A cause that is not proved, with what speaks for it. */
export interface Suspicion extends Change {
  readonly evidence: string;
}

export interface EvidenceInput {
  readonly facts: DialectFacts;
  readonly others: readonly DialectFacts[];
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  readonly keys: readonly NamedKey[];
  readonly report: SignatureReport;
  readonly isCut: boolean;
}

/** Causes that evidence speaks for, strongest first. Nothing here is recomputed. */
export function suspicions(input: EvidenceInput): Suspicion[] {
  const sources = [
    apiKeySecret,
    cutBody,
    otherDialect,
    missingSignature,
    repeatedHeader,
    foldedHeader,
    unreadableHeader,
    compressedBody,
    roundedNumber,
  ];
  return sources.flatMap((source) => source(input));
}

/** What is left where a signature reads well, no form of the request yields it and nothing else speaks. */
export function strangeKey(isMac: boolean, triedVariants: number): Suspicion {
  const what = isMac ? 'secret' : 'public key';
  return {
    code: 'wrong_secret',
    sentence: isMac
      ? 'No known secret fits. CLI, test and live secrets differ.'
      : 'No known public key fits. Those of test and live mode differ.',
    usualReason: `The ${what} is of another endpoint or mode, or was rotated at the sender only.`,
    fix: `Copy the ${what} that the sender shows for this very URL.`,
    evidence: `None of ${COUNT.format(triedVariants)} variants of body, key and scheme yields what was received.`,
  };
}

const COUNT = new Intl.NumberFormat('en');

const API_KEY = /^(?:sk_|pk_|rk_|we_|ghp_|gho_|github_pat_|xox[abp]-|SG\.)/;

function apiKeySecret({ keys, facts }: EvidenceInput): Suspicion[] {
  const key = keys.find(({ secret }) => API_KEY.test(secret));
  const prefix = key && API_KEY.exec(key.secret)?.[0];
  if (!prefix) {
    return [];
  }
  return [
    {
      code: 'secret_kind',
      sentence: 'This looks like an API key, not a signing secret (whsec_…).',
      usualReason: 'The key of the API was copied in place of the signing secret of the endpoint.',
      fix: `Copy the signing secret of this endpoint from ${facts.name}.`,
      evidence: `The secret starts with ${prefix}.`,
    },
  ];
}

function cutBody({ isCut, bodyBytes }: EvidenceInput): Suspicion[] {
  if (!isCut) {
    return [];
  }
  const change = changes.bodyChanged(
    'The body was cut: the signature cannot be checked.',
    'It was longer than the limit of the receiver.',
  );
  return [{ ...change, evidence: `${bodyBytes.length} bytes are kept of a longer body.` }];
}

function missingSignature(input: EvidenceInput): Suspicion[] {
  const { facts, headers, report } = input;
  if (report.verdict !== 'missing' || otherDialect(input).length > 0) {
    return [];
  }
  const name = placeHeader(facts.signature.place) ?? 'a signature';
  const names = headers.map(([header]) => header).join(', ');
  const change = changes.header(
    `There is no ${name}: nothing says who sent this.`,
    `Set the secret at the sender too; if it is set, look for a proxy that drops ${name}.`,
  );
  return [
    {
      ...change,
      usualReason: 'The sender has no secret for this URL, so that it does not sign.',
      evidence: `The headers are: ${names.slice(0, 400)}.`,
    },
  ];
}

function repeatedHeader({ facts, headers }: EvidenceInput): Suspicion[] {
  const name = placeHeader(facts.signature.place);
  const count = name === undefined ? 0 : countHeader(headers, name);
  if (name === undefined || count < 2) {
    return [];
  }
  const change = changes.header(
    `${count === 2 ? 'Two' : count} signature headers; verifiers read only the first.`,
    'Send one signature header.',
  );
  return [{ ...change, evidence: `${name} occurs ${count} times.` }];
}

function foldedHeader({ facts, report }: EvidenceInput): Suspicion[] {
  const value = report.received;
  if (value === null || !/^\s|\s$|\t|\s{2,}/.test(value)) {
    return [];
  }
  const change = changes.header(
    'The signature header holds stray blanks.',
    'Send the value without blanks around or inside it.',
  );
  return [{ ...change, evidence: `${facts.name} compares the value letter by letter.` }];
}

function unreadableHeader({ report }: EvidenceInput): Suspicion[] {
  const check = report.checks.find(({ name }) => name === 'header_parses');
  if (check?.result !== 'fail') {
    return [];
  }
  const change = changes.header(
    `The signature header cannot be read: ${check.text}.`,
    'Send the header in the form that the dialect prescribes.',
  );
  return [{ ...change, evidence: `Received: ${report.received ?? 'nothing'}` }];
}

function otherDialect({ facts, others, headers, report }: EvidenceInput): Suspicion[] {
  if (report.verdict !== 'missing') {
    return [];
  }
  const other = others.find((candidate) => {
    const name = placeHeader(candidate.signature.place);
    return candidate.id !== facts.id && name !== undefined && findHeader(headers, name);
  });
  const header = other && placeHeader(other.signature.place);
  if (!other || header === undefined) {
    return [];
  }
  const change = changes.scheme(
    `This is ${other.name}'s scheme; ${facts.name}'s is expected here.`,
    `Set the dialect of this path to ${other.name}.`,
  );
  return [{ ...change, evidence: `The request carries ${header}.` }];
}

function compressedBody({ headers, bodyBytes, report }: EvidenceInput): Suspicion[] {
  const encoding = findHeader(headers, 'content-encoding');
  const isGzip = bodyBytes[0] === 0x1f && bodyBytes[1] === 0x8b;
  if (report.verdict !== 'invalid' || (!isGzip && encoding === undefined)) {
    return [];
  }
  const change = changes.compression('The body may have been compressed after it was signed.');
  const what =
    encoding === undefined ? 'The body starts as gzip does' : `It is sent as ${encoding}`;
  return [{ ...change, evidence: `${what}.` }];
}

/**
 * Strings, which may hold digits, and integers that are longer than a double is exact. A string that
 * does not end matches too, so that each character is looked at once.
 */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|(?<![\d.])-?\d{18,21}(?![\d.eE])/g;
const READ_BYTES = 256 * 1024;

function roundedNumber({ bodyBytes, report }: EvidenceInput): Suspicion[] {
  if (report.verdict !== 'invalid') {
    return [];
  }
  const text = new TextDecoder().decode(bodyBytes.subarray(0, READ_BYTES));
  const rounded = text
    .match(STRING_OR_LONG_INTEGER)
    ?.find((token) => !token.startsWith('"') && String(Number(token)) === token);
  if (rounded === undefined) {
    return [];
  }
  const change = changes.reserialised('with a longer number');
  return [
    {
      ...change,
      sentence: `The JSON was parsed and written again: ${rounded} is a rounded number.`,
      usualReason:
        'JavaScript and others keep about 16 digits of a number: longer ids lose their last ones.',
      evidence: `${rounded} is what JSON.parse makes of ids that differ in their last digits.`,
    },
  ];
}
