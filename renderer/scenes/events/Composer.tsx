import { useCallback, useMemo, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import type { EventType } from '../../../server/contract/event.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { Button } from '../../components/Button.tsx';
import { JsonField, type JsonFieldHandle } from '../../components/editor/JsonField.tsx';
import { tellFate } from '../../stores/fire.ts';
import { useAct } from '../../stores/use-act.ts';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { countOf } from '../../text/amount-text.ts';
import { ComposerHead } from './ComposerHead.tsx';
import {
  type ComposedEvent,
  composeBody,
  composeFault,
  type SendOptionValues,
} from './compose-event.ts';
import { PayloadFoot } from './PayloadFoot.tsx';
import { PreviewPane } from './PreviewPane.tsx';
import { usePayloadProblems } from './payload-state.ts';
import { SaveSample } from './SaveSample.tsx';
import { SchemaPane } from './SchemaPane.tsx';
import { SendOptions } from './SendOptions.tsx';
import { firstText } from './sample-list.ts';
import { usePreview } from './use-preview.ts';

/** A payload with its schema's complaints, a target, and the button that fires it. */
export function Composer({ type }: { type: EventType }) {
  const editor = useRef<JsonFieldHandle>(null);
  const [text, setText] = useState(() => firstText(type));
  const [chosen, setChosen] = useState('typical');
  const [options, setOptions] = useSendOptions();
  const [isPreviewing, setPreviewing] = useState(false);
  const event: ComposedEvent = { eventType: type.name, template: text, ...options };
  const subscriptions = useResource(useWorkbench().resources.subscriptions).data;
  const preview = usePreview(event, addresseesOf(subscriptions));
  const problems = usePayloadProblems(event, preview, type.schema);
  const fault = problems.find((problem) => problem.isFatal)?.text ?? composeFault(event);
  const { fire, blockedBy } = useFiring(event, preview, fault);
  return (
    <section
      aria-label="Composer"
      data-inspector
      className="@container flex min-h-0 flex-1 flex-col overflow-y-auto bg-panel"
    >
      <ComposerHead
        type={type}
        chosen={chosen}
        onSample={(name, sample) => {
          setChosen(name);
          setText(sample);
        }}
      />
      <div className="grid min-h-80 shrink-0 grow basis-auto grid-cols-[minmax(0,1fr)] @3xl:min-h-64 @3xl:shrink @3xl:basis-0 @3xl:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="flex min-h-64 min-w-0 flex-col">
          <JsonField
            label="Payload"
            value={text}
            onChange={setText}
            onSubmit={() => {
              if (blockedBy === undefined) {
                fire.run();
              }
            }}
            handle={editor}
          />
          <PayloadFoot
            event={event}
            preview={preview}
            isPreviewing={isPreviewing}
            onPreviewing={setPreviewing}
            onTemplate={(isTemplate) => setOptions({ ...options, isTemplate })}
          />
        </div>
        <SchemaPane
          schema={type.schema}
          problems={problems}
          onGo={(line) => editor.current?.showLine(line)}
        />
      </div>
      {isPreviewing ? <PreviewPane preview={preview} /> : null}
      <SendOptions options={options} onChange={setOptions} eventType={type.name} />
      <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line bg-panel px-4 py-2 [@media(min-height:600px)]:sticky [@media(min-height:600px)]:bottom-0 [@media(min-height:600px)]:z-10">
        {fault ? <p className="min-w-40 flex-1 text-table text-ink-2">{fault}</p> : null}
        <SaveSample type={type} text={text} chosen={chosen} onSaved={setChosen} />
        <Button
          look="primary"
          command="submit"
          isBusy={fire.isBusy}
          blockedBy={blockedBy}
          onClick={() => fire.run()}
        >
          {options.times > 1 ? `Fire ×${options.times}` : 'Fire'}
        </Button>
      </div>
    </section>
  );
}

/** What a preview depends on; counts change with every delivery and are not of it. */
function addresseesOf(subscriptions: readonly Subscription[] | null): string {
  const facts = (subscriptions ?? []).map(({ id, url, state, dialect, event_types, headers }) => [
    id,
    url,
    state,
    dialect,
    event_types,
    headers,
  ]);
  return JSON.stringify(facts);
}

function useFiring(
  event: ComposedEvent,
  preview: ReturnType<typeof usePreview>,
  fault: string | undefined,
) {
  const workbench = useWorkbench();
  const lostReason = useBlockedBy();
  const newest = useRef({ event, preview });
  newest.current = { event, preview };
  const fire = useAct(
    useCallback(async () => {
      const { event: order, preview: shown } = newest.current;
      const { event_ids: eventIds, deliveries } = await workbench.client.call('composeEvent', {
        body: { ...composeBody(order, shown.seedOf(order)), times: order.times },
      });
      shown.renew();
      tellSent(workbench, order, eventIds, deliveries);
    }, [workbench]),
  );
  const blockedBy = lostReason ?? fault;
  const title = `Fire ${event.eventType}`;
  const commands = useMemo(
    () => [
      { id: 'fire' as const, title, blockedBy, run: fire.run },
      { id: 'submit' as const, title, blockedBy, run: fire.run },
    ],
    [title, blockedBy, fire.run],
  );
  useCommands(commands);
  return { fire, blockedBy };
}

function useSendOptions() {
  const to = new URLSearchParams(useSearch()).get('to');
  return useState<SendOptionValues>({
    target:
      to === null ? { kind: 'all' } : { kind: 'url', url: to, dialect: 'standard', secret: '' },
    isTemplate: true,
    breakIt: [],
    times: 1,
  });
}

function tellSent(
  workbench: ReturnType<typeof useWorkbench>,
  { eventType, target }: ComposedEvent,
  eventIds: readonly string[],
  deliveries: number,
): void {
  const [eventId] = eventIds;
  const subscriptionId = target.kind === 'subscription' ? target.id : undefined;
  if (eventIds.length === 1 && eventId !== undefined) {
    tellFate(workbench, { eventType, subscriptionId, eventId, deliveries });
  } else if (deliveries === 0) {
    workbench.notices.show('Stored, but no subscription wants them.', { tone: 'failed' });
  } else {
    workbench.notices.show(
      `Fired ${countOf(eventIds.length, 'event')}, ${countOf(deliveries, 'delivery', 'deliveries')}.`,
    );
  }
}
