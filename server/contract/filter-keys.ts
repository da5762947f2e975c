/** How the values of a filter key are read and compared. */
export type FilterValueType =
  | 'pattern'
  | 'words'
  | 'status'
  | 'count'
  | 'duration'
  | 'size'
  | 'moment'
  | 'mixed';

export interface FilterKeyInfo {
  readonly key: FilterKey;
  readonly type: FilterValueType;
  /** `whole`: a pattern covers the whole text; `part`: it may stand anywhere in it. */
  readonly match: 'whole' | 'part';
  /** Plain English for suggestions. */
  readonly text: string;
  readonly example: string;
  /** The closed set of values, where there is one. */
  readonly words?: readonly string[];
}

export const SIGNATURE_WORDS = ['ok', 'bad', 'stale', 'missing', 'unchecked'] as const;
export const IS_WORDS = [
  'replay',
  'duplicate',
  'test',
  'burst',
  'starred',
  'forwarded',
  'unseen',
  'cut',
] as const;
/**
 * States of a delivery and kinds of transport failure that `status:` takes beside numbers; `cut`: a request
 * that got no answer, because its connection was cut by a rule or by its sender.
 */
export const STATUS_WORDS = [
  'pending',
  'retrying',
  'delivered',
  'failed',
  'cancelled',
  'timeout',
  'refused',
  'reset',
  'unreachable',
  'tls',
  'dns',
  'blocked',
  'cut',
] as const;

export type FilterKey =
  | 'event'
  | 'status'
  | 'sig'
  | 'method'
  | 'path'
  | 'header'
  | 'body'
  | 'sub'
  | 'dialect'
  | 'from'
  | 'rule'
  | 'attempt'
  | 'dur'
  | 'size'
  | 'id'
  | 'trace'
  | 'since'
  | 'until'
  | 'is';

/** Every key of the filter language, in the order in which suggestions list them. */
export const FILTER_KEYS: readonly FilterKeyInfo[] = [
  pattern('event', 'whole', 'event type', 'event:payment_*'),
  {
    key: 'status',
    type: 'status',
    match: 'whole',
    text: 'answer or state',
    example: 'status:5xx',
    words: STATUS_WORDS,
  },
  {
    key: 'sig',
    type: 'words',
    match: 'whole',
    text: 'verdict on the signature',
    example: 'sig:bad',
    words: SIGNATURE_WORDS,
  },
  pattern('method', 'whole', 'HTTP method', 'method:POST'),
  pattern('path', 'part', 'path and query', 'path:/in/demo'),
  pattern('header', 'part', 'value of a header', 'header.content-type:json'),
  {
    key: 'body',
    type: 'mixed',
    match: 'part',
    text: 'body text, or one JSON value',
    example: 'body.$.data.total:>100',
  },
  pattern('sub', 'part', 'subscription, by name, URL or id', 'sub:orders-prod'),
  pattern('dialect', 'whole', 'dialect', 'dialect:stripe'),
  pattern('from', 'part', 'who sent it: inbox, dialect or address', 'from:stripe'),
  pattern('rule', 'part', 'rule that answered', 'rule:flaky'),
  { key: 'attempt', type: 'count', match: 'whole', text: 'attempts made', example: 'attempt:>1' },
  { key: 'dur', type: 'duration', match: 'whole', text: 'duration', example: 'dur:>500ms' },
  { key: 'size', type: 'size', match: 'whole', text: 'bytes of the body', example: 'size:1k..64k' },
  pattern('id', 'whole', 'id, webhook id or running number', 'id:1042'),
  pattern('trace', 'whole', 'trace id', 'trace:evt_*'),
  { key: 'since', type: 'moment', match: 'whole', text: 'not before', example: 'since:15m' },
  { key: 'until', type: 'moment', match: 'whole', text: 'not after', example: 'until:2026-05-12' },
  {
    key: 'is',
    type: 'words',
    match: 'whole',
    text: 'mark on the row',
    example: 'is:replay',
    words: IS_WORDS,
  },
];

/** What a filter is about: each list has keys that say something of its rows. */
export type FilteredList = 'requests' | 'deliveries' | 'traces';

const ONLY_IN: Partial<Record<FilterKey, FilteredList>> = {
  sig: 'requests',
  method: 'requests',
  from: 'requests',
  rule: 'requests',
  sub: 'deliveries',
  attempt: 'deliveries',
};

/** Whether a key says anything of the rows of a list; one that does not matches none of them. */
export function isKeyOf(list: FilteredList, key: string): boolean {
  const only = ONLY_IN[key as FilterKey];
  return list === 'traces' || only === undefined || only === list;
}

const KEYS_BY_NAME = new Map(FILTER_KEYS.map((info) => [info.key as string, info]));

/** The description of a key, by its lower-case name. */
export function findFilterKey(name: string): FilterKeyInfo | undefined {
  return KEYS_BY_NAME.get(name);
}

/** The word of `candidates` that is a slip of the finger away from `word`, if any. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const allowed = wanted.length <= 3 ? 1 : 2;
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: nearness(wanted, candidate, allowed) }))
    .filter((entry) => entry.distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

function nearness(wanted: string, candidate: string, allowed: number): number {
  const isStart = wanted.length >= 2 && candidate.startsWith(wanted);
  const isLonger = candidate.length >= 3 && wanted.startsWith(candidate);
  if (isStart || isLonger) {
    return 0.5;
  }
  // Lengths alone rule most words out: a stream may ask once a line, of a catalogue of hundreds.
  const isTooFar = Math.abs(wanted.length - candidate.length) > allowed;
  return isTooFar ? Number.POSITIVE_INFINITY : editDistance(wanted, candidate);
}

/** Insertions, deletions, replacements and swaps of neighbours, each counted as one. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        at(rows, i - 1, j) + 1,
        (row[j - 1] ?? 0) + 1,
        at(rows, i - 1, j - 1) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(rows, i - 2, j - 2) + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return at(rows, a.length, b.length);
}

function at(rows: number[][], i: number, j: number): number {
  return rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
}

function pattern(
  key: FilterKey,
  match: 'whole' | 'part',
  text: string,
  example: string,
): FilterKeyInfo {
  return { key, type: 'pattern', match, text, example };
}
