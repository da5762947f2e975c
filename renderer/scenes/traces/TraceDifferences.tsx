import type { Comparison } from '../../../server/contract/exchange.ts';

type DiffState = Comparison['body']['state'];

const SIGNS: Record<DiffState, { sign: string; word: string }> = {
  same: { sign: '=', word: 'same' },
  changed: { sign: '≠', word: 'changed' },
  left_only: { sign: '−', word: 'only left' },
  right_only: { sign: '+', word: 'only right' },
};

/** Where the keys that step through differences stop. */
const DIFFERENCE = { 'data-difference': true, tabIndex: -1 } as const;

interface DiffRow {
  name: string;
  left: string | null;
  right: string | null;
  state: DiffState;
  note: string | null;
}

interface TraceDifferencesProps {
  comparison: Comparison;
  leftName?: string;
  rightName?: string;
}

/** Start line, headers and body of both sides, next to each other. */
export function TraceDifferences({
  comparison,
  leftName = 'Sent',
  rightName = 'Captured',
}: TraceDifferencesProps) {
  const rows: DiffRow[] = [
    ...comparison.start.map((part) => ({ ...part, name: part.what, note: null })),
    ...comparison.headers,
  ];
  return (
    <>
      <section
        aria-label="Headers on both sides"
        className="overflow-x-auto rounded-card border border-line bg-panel"
      >
        <table className="w-full min-w-120 table-fixed border-collapse text-table">
          <thead>
            <tr className="border-b border-line text-left text-caption text-ink-3">
              <th scope="col" className="w-[20%] px-3 py-1.5 font-medium">
                Part
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {leftName}
              </th>
              <th scope="col" className="w-12 px-1 py-1.5 text-center font-medium">
                <span className="sr-only">Difference</span>
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {rightName}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat: the place is the identity
              <DifferenceRow key={index} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      <BodyDifferences body={comparison.body} />
    </>
  );
}

function DifferenceRow({ row }: { row: DiffRow }) {
  const isSame = row.state === 'same';
  const { sign, word } = SIGNS[row.state];
  return (
    <tr {...(isSame ? {} : DIFFERENCE)} className="border-b border-line align-top last:border-0">
      <th scope="row" className="mono px-3 py-1 text-left font-normal break-all text-info">
        {row.name}
        {row.note ? (
          <span className="block font-sans text-caption text-ink-3">{row.note}</span>
        ) : null}
      </th>
      <td className={`mono px-3 py-1 break-all ${isSame ? '' : 'bg-removed'}`}>
        {row.left ?? '–'}
      </td>
      <td className={`px-1 py-1 text-center ${isSame ? 'text-ink-3' : 'font-semibold text-fail'}`}>
        <span aria-hidden="true">{sign}</span>
        <span className="sr-only">{word}</span>
      </td>
      <td className={`mono px-3 py-1 break-all ${isSame ? '' : 'bg-added'}`}>{row.right ?? '–'}</td>
    </tr>
  );
}

function BodyDifferences({ body }: { body: Comparison['body'] }) {
  return (
    <section aria-label="Body on both sides" className="rounded-card border border-line bg-panel">
      <h2 className="flex flex-wrap gap-x-3 border-b border-line px-3 py-1.5 text-table">
        <span className="font-medium">Body</span>
        <span className={body.state === 'same' ? 'text-ok' : 'text-fail'}>
          {body.state === 'same' ? '= same bytes' : `≠ ${body.note ?? 'different bytes'}`}
        </span>
      </h2>
      <section
        className="ring-inside max-h-120 overflow-auto py-1"
        aria-label="Lines of the body"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {body.lines.map((line, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
            key={index}
            {...(line.kind === 'same' ? {} : DIFFERENCE)}
            className={`mono flex w-max min-w-full gap-3 px-3 text-table leading-5 whitespace-pre ${
              line.kind === 'left' ? 'bg-removed' : line.kind === 'right' ? 'bg-added' : ''
            }`}
          >
            <span className="w-4 text-center text-ink-3 select-none">
              {line.kind === 'left' ? '−' : line.kind === 'right' ? '+' : ''}
            </span>
            <span>{line.text}</span>
          </div>
        ))}
      </section>
    </section>
  );
}
