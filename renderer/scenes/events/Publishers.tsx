import { CircleStop, Trash2 } from 'lucide-react';
import { type FormEvent, useCallback } from 'react';
import type { Publisher } from '../../../server/contract/publisher.ts';
import { countText } from '../../components/amount-text.ts';
import { Button } from '../../components/Button.tsx';
import { ChoiceField, TextField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { Status } from '../../components/Status.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { parsePatterns, patternFault } from '../subscriptions/event-patterns.ts';
import { delayText } from '../subscriptions/schedule-text.ts';
import { checkPublisher, type PublisherValues, publisherBody } from './publisher-values.ts';
import { stopPublishing } from './stop-publishing.ts';

const FIRST: PublisherValues = {
  eventTypes: '*',
  rhythm: 'random',
  everyS: '60',
  minS: '5',
  maxS: '60',
  count: '',
  seed: '',
};

/** Dummy events from the catalogue, at an interval or at random ones. */
export function Publishers() {
  const { resources } = useWorkbench();
  const { data: publishers } = useResource(resources.publishers);
  return (
    <section aria-label="Publishers" className="min-h-0 flex-1 overflow-y-auto bg-panel">
      <div className="grid max-w-180 gap-8 p-4">
        <PublisherForm />
        {publishers && publishers.length > 0 ? (
          <Section title="Publishers">
            <ul className="grid gap-2">
              {publishers.map((publisher) => (
                <PublisherRow key={publisher.id} publisher={publisher} />
              ))}
            </ul>
          </Section>
        ) : null}
      </div>
    </section>
  );
}

function PublisherForm() {
  const { client, resources, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const form = useForm<PublisherValues>({
    initial: FIRST,
    check: (values) => ({
      ...checkPublisher(values),
      eventTypes: patternFault(parsePatterns(values.eventTypes)),
    }),
    fieldOf: (path) => (path.startsWith('event_types') ? 'eventTypes' : path),
    send: async (values) => {
      await client.call('startPublisher', {
        body: publisherBody(values, parsePatterns(values.eventTypes)),
      });
      await resources.publishers.reload();
      notices.show('Publishing dummy events.');
    },
  });
  const { values, errors, set } = form;
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    form.submit();
  }
  return (
    <form ref={form.box} noValidate onSubmit={onSubmit}>
      <Section title="Publish dummy events">
        <p className="text-body text-ink-2">
          Choose an event type on the left to compose one, or let Hookbench publish made-up ones.
        </p>
        {form.failure ? (
          <p role="alert" className="rounded-control bg-fail-tint px-3 py-2 text-body text-fail">
            {form.failure}
          </p>
        ) : null}
        <TextField
          label="Event types"
          isMono
          value={values.eventTypes}
          error={errors.eventTypes}
          help="Separated by commas; * stands for anything."
          onChange={(event) => set({ eventTypes: event.target.value })}
        />
        <div className="flex flex-wrap items-start gap-4">
          <ChoiceField
            label="Rhythm"
            value={values.rhythm}
            choices={[
              { value: 'random', label: 'At random' },
              { value: 'interval', label: 'At an interval' },
            ]}
            onChange={(rhythm) => set({ rhythm })}
          />
          <RhythmFields {...{ values, errors, set }} />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Stop after"
            inputMode="numeric"
            placeholder="until stopped"
            value={values.count}
            error={errors.count}
            onChange={(event) => set({ count: event.target.value })}
          />
          <TextField
            label="Seed"
            inputMode="numeric"
            placeholder="any"
            help="The same seed makes the same events."
            value={values.seed}
            error={errors.seed}
            onChange={(event) => set({ seed: event.target.value })}
          />
        </div>
        <div>
          <Button look="primary" type="submit" isBusy={form.isBusy} blockedBy={blockedBy}>
            Start publishing
          </Button>
        </div>
      </Section>
    </form>
  );
}

interface RhythmFieldsProps {
  values: PublisherValues;
  errors: Record<string, string | undefined>;
  set: (change: Partial<PublisherValues>) => void;
}

function RhythmFields({ values, errors, set }: RhythmFieldsProps) {
  if (values.rhythm === 'interval') {
    return (
      <TextField
        label="Every, seconds"
        className="w-32"
        inputMode="decimal"
        value={values.everyS}
        error={errors.everyS}
        onChange={(event) => set({ everyS: event.target.value })}
      />
    );
  }
  return (
    <>
      <TextField
        label="From, seconds"
        className="w-32"
        inputMode="decimal"
        value={values.minS}
        error={errors.minS}
        onChange={(event) => set({ minS: event.target.value })}
      />
      <TextField
        label="To, seconds"
        className="w-32"
        inputMode="decimal"
        value={values.maxS}
        error={errors.maxS}
        onChange={(event) => set({ maxS: event.target.value })}
      />
    </>
  );
}

function PublisherRow({ publisher }: { publisher: Publisher }) {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const stop = useAct(
    useCallback(() => stopPublishing(workbench, publisher), [workbench, publisher]),
  );
  const { min_ms: minMs, max_ms: maxMs } = publisher;
  const rhythm =
    minMs === maxMs
      ? `every ${delayText(minMs)}`
      : `every ${delayText(minMs)} to ${delayText(maxMs)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-card border border-line px-3 py-2 text-body">
      <Status kind={publisher.is_running ? 'pending' : 'disabled'}>
        {publisher.is_running ? 'running' : 'done'}
      </Status>
      <span className="mono">{publisher.event_types.join(', ')}</span>
      <span className="text-ink-2">{rhythm}</span>
      <span className="tabular text-ink-2">
        {countText(publisher.published)} sent
        {publisher.count === null ? '' : ` of ${countText(publisher.count)}`}
      </span>
      <span className="text-ink-3">seed {publisher.seed}</span>
      {publisher.next_at === null ? null : (
        <span className="text-ink-3">
          next <TimeText instant={publisher.next_at} hasMilliseconds={false} />
        </span>
      )}
      {publisher.last_error ? <span className="text-fail">{publisher.last_error}</span> : null}
      <span className="flex-1" />
      <Button
        icon={publisher.is_running ? CircleStop : Trash2}
        isBusy={stop.isBusy}
        blockedBy={blockedBy}
        onClick={() => stop.run()}
      >
        {publisher.is_running ? 'Stop' : 'Remove'}
      </Button>
    </li>
  );
}
