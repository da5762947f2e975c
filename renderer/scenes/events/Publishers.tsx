import { CircleStop, Trash2 } from 'lucide-react';
import { useCallback } from 'react';
import type { Publisher } from '../../../server/contract/publisher.ts';
import { Button } from '../../components/Button.tsx';
import { ChoiceField, TextField } from '../../components/Field.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { Section } from '../../components/Scene.tsx';
import { Status } from '../../components/Status.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { stopPublishing } from '../../stores/stop-publishing.ts';
import { useAct } from '../../stores/use-act.ts';
import { type Form, useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { countText } from '../../text/amount-text.ts';
import { parsePatterns, patternFault } from '../../text/event-patterns.ts';
import { delayText } from '../../text/schedule-text.ts';
import { checkPublisher, type PublisherValues, publisherBody } from './publisher-values.ts';

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
  const { values, set } = form;
  return (
    <form {...form.frame}>
      <Section title="Publish dummy events">
        <p className="text-body text-ink-2">
          Choose an event type from the list to compose one, or let Hookbench publish made-up ones.
        </p>
        <FormFailure text={form.failure} />
        <TextField
          label="Event types"
          isMono
          {...form.text('eventTypes')}
          help="Separated by commas; * stands for anything."
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
          <RhythmFields form={form} />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Stop after"
            inputMode="numeric"
            placeholder="until stopped"
            {...form.text('count')}
          />
          <TextField
            label="Seed"
            inputMode="numeric"
            placeholder="any"
            help="The same seed makes the same events."
            {...form.text('seed')}
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

function RhythmFields({ form }: { form: Form<PublisherValues> }) {
  if (form.values.rhythm === 'interval') {
    return (
      <TextField
        label="Every, seconds"
        className="w-32"
        inputMode="decimal"
        {...form.text('everyS')}
      />
    );
  }
  return (
    <>
      <TextField
        label="From, seconds"
        className="w-32"
        inputMode="decimal"
        {...form.text('minS')}
      />
      <TextField label="To, seconds" className="w-32" inputMode="decimal" {...form.text('maxS')} />
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
