import { useMemo, useState } from 'react';
import type { Comparison } from '../../../server/contract/exchange.ts';
import { Button } from '../Button.tsx';
import { VisibleText } from '../body/VisibleText.tsx';
import { ScrollBox } from '../ScrollBox.tsx';
import { HexSides } from './HexSides.tsx';

type DiffState = Comparison['body']['state'];

export interface DifferencesProps {
  comparison: Comparison;
  /** What stands on which side: "Sent" and "Captured". */
  sides: readonly [string, string];
  /** Fetches the bytes of both bodies once hex is asked for. */
  loadBodies: () => Promise<readonly [Uint8Array, Uint8Array]>;
  /** The difference that `[` and `]` have come to, 0 for the first. */
  current?: number | null;
  /** Bodies of JSON can be shown indented or as they are; none: only as they are. */
  onIndent?: (isIndented: boolean) => void;
}

/** Start line, headers and body of both sides next to each other, each difference with its number. */
export function Differences(props: DifferencesProps) {
  const { comparison, sides, loadBodies, current = null, onIndent } = props;
  const rows = useMemo(() => numberRows(comparison), [comparison]);
  const inRows = rows.filter((row) => row.place !== null).length;
  return (
    <div className="@container grid grid-cols-[minmax(0,1fr)] gap-4">
      <ScrollBox
        label="Headers on both sides"
        className="overflow-x-auto rounded-card border border-line bg-panel"
      >
        <table className="w-full table-fixed border-collapse text-table @max-xl:block">
          <thead className="@max-xl:sr-only">
            <tr className="border-b border-line text-left text-caption text-ink-3">
              <th scope="col" className="w-44 px-3 py-1.5 font-medium">
                Part
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {sides[0]}
              </th>
              <th scope="col" className="w-12 px-1 py-1.5 text-center font-medium">
                <span className="sr-only">Difference</span>
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {sides[1]}
              </th>
            </tr>
          </thead>
          <tbody className="@max-xl:block">
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat: the place is the identity
              <DifferenceRow key={index} {...{ row, sides, current }} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <BodyDifferences
        body={comparison.body}
        first={inRows}
        {...{ current, loadBodies, sides, onIndent }}
      />
    </div>
  );
}

interface DiffRow {
  name: string;
  left: string | null;
  right: string | null;
  state: DiffState;
  note: string | null;
  /** Its number among the differences; null where there is none. */
  place: number | null;
}

function numberRows(comparison: Comparison): DiffRow[] {
  let place = -1;
  const parts = [
    ...comparison.start.map((part) => ({ ...part, name: part.what, note: null })),
    ...comparison.headers,
  ];
  return parts.map(({ name, left, right, state, note }) => {
    if (state !== 'same') {
      place += 1;
    }
    return { name, left, right, state, note, place: state === 'same' ? null : place };
  });
}

interface DifferenceRowProps {
  row: DiffRow;
  sides: readonly [string, string];
  current: number | null;
}

function DifferenceRow({ row, sides, current }: DifferenceRowProps) {
  const isSame = row.state === 'same';
  const { sign, word } = signOf(row.state, sides);
  return (
    <tr
      data-difference={row.place ?? undefined}
      className={`border-b border-line align-top last:border-0 @max-xl:block @max-xl:py-1 ${lookOfCurrent(row.place, current)}`}
    >
      <th
        scope="row"
        className="mono px-3 py-1 text-left font-normal break-all text-info @max-xl:block @max-xl:py-0.5"
      >
        {row.name}
        {row.note ? (
          <span className="block font-sans text-caption text-ink-3">{row.note}</span>
        ) : null}
      </th>
      <td
        className={`mono px-3 py-1 break-all @max-xl:block @max-xl:py-0.5 ${isSame ? '' : 'bg-removed'}`}
      >
        {row.left ?? '–'}
      </td>
      <td
        className={`px-1 py-1 text-center @max-xl:block @max-xl:px-3 @max-xl:py-0 @max-xl:text-left ${isSame ? 'text-ink-3 @max-xl:sr-only' : 'font-semibold text-fail'}`}
      >
        <span aria-hidden="true">{sign}</span>
        <span className="sr-only">{word}</span>
      </td>
      <td
        className={`mono px-3 py-1 break-all @max-xl:block @max-xl:py-0.5 ${isSame ? '@max-xl:sr-only' : 'bg-added'}`}
      >
        {row.right ?? '–'}
      </td>
    </tr>
  );
}

function signOf(state: DiffState, [left, right]: readonly [string, string]) {
  const signs: Record<DiffState, { sign: string; word: string }> = {
    same: { sign: '=', word: 'same' },
    changed: { sign: '≠', word: 'changed' },
    left_only: { sign: '−', word: `only in ${left}` },
    right_only: { sign: '+', word: `only in ${right}` },
  };
  return signs[state];
}

function lookOfCurrent(place: number | null, current: number | null): string {
  return place !== null && place === current ? 'outline-2 -outline-offset-2 outline-accent' : '';
}

interface BodyDifferencesProps {
  body: Comparison['body'];
  /** How many differences stand before those of the body. */
  first: number;
  current: number | null;
  sides: readonly [string, string];
  loadBodies: DifferencesProps['loadBodies'];
  onIndent: DifferencesProps['onIndent'];
}

type BodyView = 'indented' | 'text' | 'hex';

function BodyDifferences(props: BodyDifferencesProps) {
  const { body, first, current, sides, loadBodies, onIndent } = props;
  const [isHex, setHex] = useState(false);
  const views: readonly (readonly [BodyView, string])[] =
    body.is_json && onIndent
      ? [
          ['indented', 'Indented'],
          ['text', 'Raw'],
          ['hex', 'Hex'],
        ]
      : [
          ['text', 'Text'],
          ['hex', 'Hex'],
        ];
  const shown = isHex ? 'hex' : body.is_indented ? 'indented' : 'text';
  const show = (view: BodyView) => {
    setHex(view === 'hex');
    if (view !== 'hex') {
      onIndent?.(view === 'indented');
    }
  };
  return (
    <section aria-label="Body on both sides" className="rounded-card border border-line bg-panel">
      <div className="flex flex-wrap items-center gap-x-3 border-b border-line px-3 py-1 text-table">
        <h2 className="font-medium">Body</h2>
        <span className={body.state === 'same' ? 'text-ok' : 'text-fail'}>{bodyText(body)}</span>
        <span className="ml-auto flex gap-1">
          {views.map(([view, title]) => (
            <Button
              key={view}
              look="quiet"
              aria-pressed={shown === view}
              className="h-6 aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink"
              onClick={() => show(view)}
            >
              {title}
            </Button>
          ))}
        </span>
      </div>
      {isHex ? (
        <HexSides loadBodies={loadBodies} sides={sides} />
      ) : (
        <BodyLines {...{ body, first, current }} />
      )}
    </section>
  );
}

function bodyText(body: Comparison['body']): string {
  if (body.state === 'same') {
    return body.first_difference === null ? '= same bytes' : '= the same but for what is ignored';
  }
  const at = body.first_difference === null ? '' : `from offset ${body.first_difference}`;
  // A note is a sentence of its own.
  return body.note === null ? `≠ different bytes ${at}` : `≠ ${body.note} Different ${at}.`;
}

function BodyLines({
  body,
  first,
  current,
}: Pick<BodyDifferencesProps, 'body' | 'first' | 'current'>) {
  let place = first - 1;
  let before = 'same';
  const lines = body.lines.map((line) => {
    const isStart = line.kind !== 'same' && before === 'same';
    before = line.kind;
    place += isStart ? 1 : 0;
    return { line, place: line.kind === 'same' ? null : place };
  });
  return (
    <ScrollBox className="max-h-120 overflow-auto py-1" label="Lines of the body">
      {lines.map(({ line, place: at }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <BodyLine key={index} line={line} place={at} current={current} />
      ))}
      {body.is_partial ? (
        <p className="px-3 py-1 text-table text-ink-3">
          Only the first part is shown line by line.
        </p>
      ) : null}
    </ScrollBox>
  );
}

const LINE_LOOKS = {
  same: { sign: '', look: '' },
  left: { sign: '−', look: 'bg-removed' },
  right: { sign: '+', look: 'bg-added' },
};

interface BodyLineProps {
  line: Comparison['body']['lines'][number];
  place: number | null;
  current: number | null;
}

function BodyLine({ line, place, current }: BodyLineProps) {
  const { sign, look } = LINE_LOOKS[line.kind];
  return (
    <div
      data-difference={place ?? undefined}
      className={`mono flex w-max min-w-full gap-3 px-3 text-table leading-5 whitespace-pre ${look} ${lookOfCurrent(place, current)}`}
    >
      <span className="w-4 text-center text-ink-3 select-none">{sign}</span>
      <span>{line.kind === 'same' ? line.text : <VisibleText text={line.text} />}</span>
    </div>
  );
}
