import { RotateCcw, Square, TriangleAlert } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { CaptureDetail } from '../../../../server/contract/capture.ts';
import { type Replay, ReplayCreateSchema } from '../../../../server/contract/exchange.ts';
import { oldTimestampText } from '../../../../server/contract/signature.ts';
import { HttpUrlSchema } from '../../../../server/contract/text.ts';
import { textOfError } from '../../../api/problem.ts';
import { Button } from '../../../components/Button.tsx';
import { ChoiceField, TextField } from '../../../components/Field.tsx';
import { FormFailure } from '../../../components/FormFailure.tsx';
import { EMPTY_ENTRY, type ReplayDraft } from '../../../stores/replay-desk.ts';
import { useBlockedBy, useWorkbench } from '../../../stores/use-workbench.ts';
import { amountOf, countText, numberOf } from '../../../text/amount-text.ts';
import { EditRequest } from './EditRequest.tsx';
import { ReplayResults } from './ReplayResults.tsx';

/** Sends a request again: signed anew or byte for byte, edited or not, once or many times. */
export function ReplayTab({ detail }: { detail: CaptureDetail }) {
  const { replays } = useWorkbench();
  const { draft, replay, isBusy } =
    useStore(replays.store, (state) => state.entries[detail.id]) ?? EMPTY_ENTRY;
  const set = (change: Partial<ReplayDraft>) => replays.change(detail.id, change);
  useEffect(() => {
    replays.find(detail.id).catch(console.warn);
  }, [replays, detail.id]);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-3">
      <ReplayForm {...{ detail, draft, set, isBusy }} isRunning={isMany(replay)} />
      <EditRequest {...{ detail, draft, set }} />
      {replay ? <ReplayResults detail={detail} replay={replay} /> : null}
    </div>
  );
}

interface ReplayFormProps {
  detail: CaptureDetail;
  draft: ReplayDraft;
  set: (change: Partial<ReplayDraft>) => void;
  isBusy: boolean;
  /** Many runs are under way, which can be stopped. */
  isRunning: boolean;
}

function isMany(replay: Replay | null): boolean {
  return replay?.state === 'running' && replay.times > 1;
}

const MODES = [
  { value: 'resign' as const, label: 'Re-sign now' },
  { value: 'exact' as const, label: 'Exact bytes' },
];

function ReplayForm({ detail, draft, set, isBusy, isRunning }: ReplayFormProps) {
  const { replays } = useWorkbench();
  const blockedBy = useBlockedBy();
  const form = useReplayForm(detail.id, draft, set);
  const element = useTargetFocus(detail.id);
  return (
    <form ref={element} noValidate onSubmit={form.onSubmit} className="grid gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          label="Send to"
          type="url"
          isMono
          required
          placeholder="http://localhost:3000"
          className="min-w-0 flex-1 basis-64"
          help="Without a path of its own, the target gets the captured one."
          value={form.url}
          error={form.errors.url}
          onChange={(event) => form.setUrl(event.target.value)}
        />
        <Button
          type="submit"
          look="primary"
          icon={RotateCcw}
          className="mt-5 max-sm:mt-0"
          isBusy={isBusy}
          blockedBy={blockedBy}
        >
          Replay
        </Button>
        {isRunning ? (
          <Button
            icon={Square}
            className="mt-5 max-sm:mt-0"
            onClick={() => {
              replays.stop(detail.id).catch(console.warn);
            }}
          >
            Stop
          </Button>
        ) : null}
      </div>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <ChoiceField
          label="Bytes"
          value={draft.mode}
          choices={MODES}
          onChange={(mode) => set({ mode })}
        />
        <TextField
          label="Times"
          inputMode="numeric"
          className="w-20"
          value={form.times}
          error={form.errors.times}
          onChange={(event) => form.setTimes(event.target.value)}
        />
        <TextField
          label="Per second"
          inputMode="decimal"
          placeholder="no limit"
          className="w-24"
          value={form.rate}
          error={form.errors.rate}
          onChange={(event) => form.setRate(event.target.value)}
        />
      </div>
      <ModeNote detail={detail} draft={draft} />
      <FormFailure text={form.failure} />
    </form>
  );
}

/** Whoever pressed R without a target types it at once. */
function useTargetFocus(id: string) {
  const { replays } = useWorkbench();
  const form = useRef<HTMLFormElement>(null);
  const isAsked = useStore(replays.store, (state) => state.targetAskedOf === id);
  useEffect(() => {
    if (isAsked) {
      form.current?.querySelector<HTMLInputElement>('input[type="url"]')?.focus();
      replays.targetIsAsked();
    }
  }, [isAsked, replays]);
  return form;
}

function useReplayForm(
  id: string,
  draft: ReplayDraft,
  set: (change: Partial<ReplayDraft>) => void,
) {
  const { replays } = useWorkbench();
  const [times, setTimes] = useState(countText(draft.times));
  const [rate, setRate] = useState(draft.ratePerS === null ? '' : String(draft.ratePerS));
  const [errors, setErrors] = useState<Record<string, string | undefined>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const known = useKnownTarget(id);
  const url = draft.url === '' ? known : draft.url;
  async function run(): Promise<void> {
    setFailure(null);
    try {
      await replays.run(id);
    } catch (error) {
      setFailure(textOfError(error));
    }
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    const found = checkReplay({ url, times, rate });
    setErrors(found);
    if (Object.values(found).every((error) => error === undefined)) {
      set({
        url: url.trim(),
        times: amountOf(times),
        ratePerS: rate.trim() === '' ? null : numberOf(rate),
      });
      run().catch(console.error);
    }
  }
  const setUrl = (next: string) => {
    set({ url: next });
    setErrors((before) => ({ ...before, url: undefined }));
  };
  return { url, times, rate, errors, failure, onSubmit, setUrl, setTimes, setRate };
}

/** The last target or the first URL that is forwarded to, once it is known. */
function useKnownTarget(id: string): string {
  const { replays } = useWorkbench();
  const [known, setKnown] = useState('');
  useEffect(() => {
    replays
      .targetOf(id)
      .then((url) => setKnown(url ?? ''))
      .catch(console.warn);
  }, [replays, id]);
  return known;
}

function checkReplay(values: { url: string; times: string; rate: string }) {
  const { times, rate_per_s: rate } = ReplayCreateSchema.shape;
  return {
    url: HttpUrlSchema.safeParse(values.url.trim()).success
      ? undefined
      : 'An http or https address, such as http://localhost:3000.',
    times: times.safeParse(amountOf(values.times)).success ? undefined : 'From 1 to 10,000.',
    rate:
      values.rate.trim() === '' || rate.safeParse(numberOf(values.rate)).success
        ? undefined
        : 'From 0.1 to 10,000.',
  };
}

/** What the chosen bytes mean for the one who verifies them. */
function ModeNote({ detail, draft }: { detail: CaptureDetail; draft: ReplayDraft }) {
  const isEdited =
    draft.method !== null || draft.headers !== null || draft.body.kind !== 'captured';
  if (draft.mode === 'resign') {
    return (
      <p className="text-table text-ink-2">
        {detail.signature.verdict === 'unchecked'
          ? 'Without a secret for its path, the exact bytes go out.'
          : 'Fresh timestamp, same event id; the signature follows what is sent.'}
      </p>
    );
  }
  const receivedAtMs = Date.parse(detail.received_at);
  const text =
    oldTimestampText(detail.signature_report, receivedAtMs, Date.now()) ??
    (isEdited
      ? 'The captured signature goes out unchanged: it need not match what you edited.'
      : null);
  return text === null ? (
    <p className="text-table text-ink-2">The captured bytes, the old signature included.</p>
  ) : (
    <p role="status" className="flex items-start gap-1.5 text-table text-warn">
      <TriangleAlert size={14} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
      {text}
    </p>
  );
}
