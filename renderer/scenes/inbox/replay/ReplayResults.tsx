import { useMemo, useState } from 'react';
import type { CaptureDetail } from '../../../../server/contract/capture.ts';
import type { Replay, ReplayRun } from '../../../../server/contract/exchange.ts';
import { Button } from '../../../components/Button.tsx';
import { bytesOfBase64, textOfBytes } from '../../../components/base64.ts';
import { TextDiff } from '../../../components/body/TextDiff.tsx';
import { HeaderTable } from '../../../components/HeaderTable.tsx';
import { ScrollBox } from '../../../components/ScrollBox.tsx';
import { Status } from '../../../components/Status.tsx';
import { TimeText } from '../../../components/TimeText.tsx';
import { countOf, countText, durationText } from '../../../text/amount-text.ts';

interface ReplayResultsProps {
  detail: CaptureDetail;
  replay: Replay;
}

const FIRST_ROWS = 50;

/** One row a run, the newest first, each with what differs from the answer that the capture got. */
export function ReplayResults({ detail, replay }: ReplayResultsProps) {
  const [openNumber, setOpenNumber] = useState<number | null>(null);
  const [showsAll, setShowsAll] = useState(false);
  const runs = [...replay.runs].reverse();
  const shown = showsAll ? runs : runs.slice(0, FIRST_ROWS);
  return (
    <section aria-label="Results" className="grid gap-2">
      <Summary replay={replay} />
      {replay.warning ? <p className="text-table text-warn">{replay.warning}</p> : null}
      <table className="w-full border-collapse text-table">
        <caption className="sr-only">Runs, the newest first</caption>
        <thead>
          <tr className="border-b border-line text-left text-caption text-ink-3">
            <th scope="col" className="w-10 py-1 pr-2 text-right font-medium">
              #
            </th>
            <th scope="col" className="w-28 px-2 font-medium">
              Time
            </th>
            <th scope="col" className="w-24 px-2 font-medium">
              Answer
            </th>
            <th scope="col" className="w-18 px-2 text-right font-medium">
              Took
            </th>
            <th scope="col" className="px-2 font-medium">
              Against the answer before
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((run) => (
            <RunRows
              key={run.number}
              {...{ run, detail }}
              isOpen={run.number === openNumber}
              onToggle={() => setOpenNumber(run.number === openNumber ? null : run.number)}
            />
          ))}
        </tbody>
      </table>
      {shown.length < runs.length ? (
        <div>
          <Button look="quiet" onClick={() => setShowsAll(true)}>
            Show all {countText(runs.length)}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

const STATES = { running: 'running', done: 'done', stopped: 'stopped' };

function Summary({ replay }: { replay: Replay }) {
  const counts = Object.entries(replay.statuses).map(
    ([status, count]) => `${status.replaceAll('_', ' ')} ×${countText(count)}`,
  );
  return (
    <p role="status" className="flex flex-wrap gap-x-3 text-body">
      <span className="tabular font-medium">
        {countText(replay.done)} of {countOf(replay.times, 'run')}, {STATES[replay.state]}
      </span>
      <span className="tabular text-ink-2">{counts.join(' · ')}</span>
      <span className="text-ink-3">
        {replay.mode === 'exact' ? 'exact bytes' : 'signed anew'} to{' '}
        <span className="mono break-all">{replay.sent.url}</span>
      </span>
    </p>
  );
}

interface RunRowsProps {
  run: ReplayRun;
  detail: CaptureDetail;
  isOpen: boolean;
  onToggle: () => void;
}

function RunRows({ run, detail, isOpen, onToggle }: RunRowsProps) {
  const isGood = run.status !== null && run.status < 400;
  return (
    <>
      <tr className="border-b border-line align-top">
        <td className="tabular py-1 pr-2 text-right text-ink-3">{run.number}</td>
        <td className="px-2 py-1">
          <TimeText instant={run.at} />
        </td>
        <td className="px-2 py-1">
          <Status kind={isGood ? 'delivered' : 'failed'} isPlain>
            {run.status ?? run.outcome.replaceAll('_', ' ')}
          </Status>
        </td>
        <td className="tabular px-2 py-1 text-right whitespace-nowrap">
          {durationText(run.duration_ms)}
        </td>
        <td className="px-2 py-1">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={onToggle}
            className="min-h-6 rounded-control text-left text-accent underline decoration-1 underline-offset-2"
          >
            {differenceText(run)}
          </button>
        </td>
      </tr>
      {isOpen ? (
        <tr className="border-b border-line">
          <td colSpan={5} className="bg-canvas p-2">
            <RunAnswer run={run} detail={detail} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function differenceText(run: ReplayRun): string {
  if (run.status === null) {
    return run.text;
  }
  const [first, ...more] = run.differences;
  if (first === undefined) {
    return 'same answer';
  }
  return more.length === 0 ? first : `${first}, and ${more.length} more`;
}

/** The answer of one run against the one that the capture got: from the app, or else from us. */
function RunAnswer({ run, detail }: { run: ReplayRun; detail: CaptureDetail }) {
  const before = detail.forwards.find(({ state }) => state === 'answered') ?? detail.answer;
  const texts = useMemo(() => {
    const textOf = (base64: string) => textOfBytes(bytesOfBase64(base64));
    return { before: textOf(before?.body_base64 ?? ''), after: textOf(run.body_base64) };
  }, [before, run]);
  return (
    <div className="grid gap-2">
      <p className="text-table">
        {run.text} {run.differences.length > 1 ? `${run.differences.join('; ')}.` : ''}
      </p>
      {texts.before === '' && texts.after === '' ? (
        <p className="text-table text-ink-2">Neither answer has a body.</p>
      ) : (
        <ScrollBox
          label="Body of the answer"
          className="max-h-60 overflow-y-auto rounded-card border border-line bg-panel"
        >
          <pre className="mono p-2 text-table leading-5 break-all whitespace-pre-wrap">
            <TextDiff {...texts} />
          </pre>
        </ScrollBox>
      )}
      {run.status === null ? null : (
        <div className="rounded-card border border-line bg-panel">
          <HeaderTable caption="Headers of the answer" headers={run.headers} />
        </div>
      )}
    </div>
  );
}
