import { Square, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { BulkReplay } from '../../../server/contract/bulk-replay.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { MAX_REPLAYED, type ReplayedList, type TooMany } from '../../stores/bulk-replays.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { countOf, countText } from '../../text/amount-text.ts';
import { bulkReplayText, statusCounts } from '../../text/replay-text.ts';

const PATHS = { captures: '/inbox', deliveries: '/deliveries' } as const;

/** How far a replay of many is, the way to stop it, and what came of it until it is dismissed. */
export function BulkReplayBar({ list }: { list: ReplayedList }) {
  const { bulkReplays } = useWorkbench();
  const { job, tooMany, isLost } = useStore(bulkReplays.store, (state) => state[list]);
  useEffect(() => {
    bulkReplays.find(list).catch(console.warn);
  }, [bulkReplays, list]);
  if (tooMany) {
    return <TooManyLine list={list} tooMany={tooMany} />;
  }
  if (job === null) {
    return null;
  }
  return (
    <section aria-label="Replay" className="border-t border-line bg-panel px-3 py-1.5 text-body">
      {job.state === 'running' && !isLost ? (
        <Progress job={job} />
      ) : (
        <Result key={job.id} job={job} isLost={isLost} />
      )}
    </section>
  );
}

function Progress({ job }: { job: BulkReplay }) {
  const { bulkReplays, notices } = useWorkbench();
  const text = `Replaying ${countText(job.sent)} of ${countText(job.total)}`;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="tabular font-medium">{text}</span>
      <progress
        aria-label={text}
        value={job.sent}
        max={job.total}
        className="h-1.5 w-40 appearance-none overflow-hidden rounded-full border border-edge bg-raised [&::-moz-progress-bar]:bg-accent-fill [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-accent-fill"
      />
      <span className="tabular text-ink-2">{statusCounts(job.statuses)}</span>
      <span className="flex-1" />
      <Button icon={Square} onClick={() => bulkReplays.stop(job.list).catch(notices.refuse)}>
        Stop replaying
      </Button>
    </div>
  );
}

function Result({ job, isLost }: { job: BulkReplay; isLost: boolean }) {
  const { bulkReplays } = useWorkbench();
  const [isOpen, setOpen] = useState(false);
  const { problems, list } = job;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="tabular font-medium">
          {isLost
            ? `The server ended after ${countText(job.sent)} of ${countText(job.total)} were replayed.`
            : bulkReplayText(job)}
        </span>
        <span className="tabular text-ink-2">
          {list === 'captures' ? statusCounts(job.statuses) : null}
        </span>
        {job.url === null ? null : <span className="mono break-all text-ink-3">{job.url}</span>}
        {problems.length === 0 ? null : (
          <button
            type="button"
            aria-expanded={isOpen}
            className="min-h-6 rounded-control px-1 text-accent underline"
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Hide them' : 'Show them'}
          </button>
        )}
        <span className="flex-1" />
        <IconButton label="Dismiss" icon={X} onClick={() => bulkReplays.dismiss(list)} />
      </div>
      {isOpen ? (
        <ul className="max-h-40 overflow-y-auto py-1">
          {problems.map(({ id, text }) => (
            <li key={id} className="flex gap-3 text-table">
              <Link href={`${PATHS[list]}/${id}`} className="mono text-accent underline">
                {id}
              </Link>
              <span>{text}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** Said before anything is sent, with each way out. */
function TooManyLine({ list, tooMany }: { list: ReplayedList; tooMany: TooMany }) {
  const { bulkReplays, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const { target, count } = tooMany;
  return (
    <section
      aria-label="Replay"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line bg-warn-tint px-3 py-1.5 text-body text-warn"
    >
      <p role="alert" className="min-w-0 flex-1 basis-72">
        {countOf(count, 'request')} are selected; up to {countText(MAX_REPLAYED)} are replayed in
        one go. Narrow the filter, or send more than that as a{' '}
        <Link href="/burst" className="underline">
          burst
        </Link>
        .
      </p>
      <Button
        blockedBy={blockedBy}
        onClick={() => {
          bulkReplays.startNewest(list, target).catch(notices.refuse);
        }}
      >
        Replay the newest {countText(MAX_REPLAYED)}
      </Button>
      <IconButton label="Dismiss" icon={X} onClick={() => bulkReplays.dismiss(list)} />
    </section>
  );
}
