import { Dices, Trash2, TriangleAlert } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { EventType } from '../../../server/contract/event.ts';
import { sizeText } from '../../components/amount-text.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { JsonField, type JsonFieldHandle } from '../../components/editor/JsonField.tsx';
import { tellOutcome } from '../../stores/fire.ts';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import { type ComposedEvent, composeFault, sendComposed } from './compose-event.ts';
import { type PayloadProblem, problemsOf } from './payload-problems.ts';
import { SendOptions } from './SendOptions.tsx';

/** A payload with its schema's complaints, a target, and the button that fires it. */
export function Composer({ type }: { type: EventType }) {
  const workbench = useWorkbench();
  const lostReason = useBlockedBy();
  const editor = useRef<JsonFieldHandle>(null);
  const [text, setText] = useState(() => pretty(type.sample));
  const [options, setOptions] = useSendOptions();
  const deferred = useDeferredValue(text);
  const problems = useMemo(() => problemsOf(deferred, type.schema), [deferred, type.schema]);
  const event: ComposedEvent = { eventType: type.name, dataText: text, ...options };
  const fault = problems.some((problem) => problem.isFatal)
    ? 'The payload is not JSON.'
    : composeFault(event);
  const newest = useRef(event);
  newest.current = event;
  const fire = useAct(
    useCallback(async () => {
      const { eventIds, deliveries } = await sendComposed(workbench.client, newest.current);
      tellSent(workbench, eventIds, deliveries);
    }, [workbench]),
  );
  const blockedBy = lostReason ?? fault;
  const commands = useMemo(
    () => [
      { id: 'fire' as const, title: `Fire ${type.name}`, blockedBy, run: fire.run },
      { id: 'submit' as const, title: `Fire ${type.name}`, blockedBy, run: fire.run },
    ],
    [type.name, blockedBy, fire.run],
  );
  useCommands(commands);
  return (
    <section
      aria-label="Composer"
      data-inspector
      className="flex min-h-0 flex-1 flex-col overflow-y-auto bg-panel"
    >
      <ComposerHead type={type} onText={setText} />
      <div className="flex min-h-64 flex-1 flex-col">
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
      </div>
      <Problems
        problems={problems}
        bytes={new TextEncoder().encode(text).byteLength}
        onGo={(line) => editor.current?.showLine(line)}
      />
      <SendOptions options={options} onChange={setOptions} eventType={type.name} />
      <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-2">
        {fault ? <p className="flex-1 text-table text-ink-2">{fault}</p> : null}
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

function useSendOptions() {
  const to = new URLSearchParams(useSearch()).get('to');
  return useState<Omit<ComposedEvent, 'eventType' | 'dataText'>>({
    target: to === null ? { kind: 'all' } : { kind: 'url', url: to },
    breakIt: [],
    times: 1,
  });
}

function tellSent(
  workbench: ReturnType<typeof useWorkbench>,
  eventIds: readonly string[],
  deliveries: number,
): void {
  const [only] = eventIds;
  if (deliveries === 0) {
    workbench.notices.show('Stored, but no subscription wants it.');
  } else if (eventIds.length === 1 && only !== undefined) {
    tellOutcome(workbench, only);
  } else {
    workbench.notices.show(`Fired ${eventIds.length} events, ${deliveries} deliveries.`);
  }
}

interface ComposerHeadProps {
  type: EventType;
  onText: (text: string) => void;
}

function ComposerHead({ type, onText }: ComposerHeadProps) {
  const { client, resources } = useWorkbench();
  const blockedBy = useBlockedBy();
  const [, navigate] = useLocation();
  const samples: [string, unknown][] = [
    ['typical', type.sample],
    ...Object.entries(type.samples ?? {}),
  ];
  const randomise = useAct(
    useCallback(async () => {
      const { data } = await client.call('generateData', { params: { name: type.name } });
      onText(pretty(data));
    }, [client, type.name, onText]),
  );
  const remove = useAct(
    useCallback(async () => {
      await client.call('deleteEventType', { params: { name: type.name } });
      await resources.eventTypes.reload();
      navigate('/events');
    }, [client, resources, type.name, navigate]),
  );
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <h2 className="mono truncate text-body font-semibold">{type.name}</h2>
        <p className="truncate text-table text-ink-2" title={type.description}>
          {type.description}
        </p>
      </div>
      <select
        aria-label="Sample"
        defaultValue="typical"
        onChange={(event) => {
          const found = samples.find(([name]) => name === event.target.value);
          onText(pretty(found?.[1]));
        }}
        className="h-7 rounded-control border border-edge bg-panel px-1.5 text-body"
      >
        {samples.map(([name]) => (
          <option key={name} value={name}>
            {name.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
      <Button
        icon={Dices}
        isBusy={randomise.isBusy}
        blockedBy={blockedBy}
        onClick={() => randomise.run()}
      >
        Random
      </Button>
      {type.origin === 'user' ? (
        <IconButton
          label="Remove this type"
          icon={Trash2}
          blockedBy={blockedBy}
          onClick={() => remove.run()}
        />
      ) : null}
    </header>
  );
}

interface ProblemsProps {
  problems: readonly PayloadProblem[];
  bytes: number;
  onGo: (line: number) => void;
}

function Problems({ problems, bytes, onGo }: ProblemsProps) {
  return (
    <div className="max-h-32 shrink-0 overflow-y-auto border-t border-line px-4 py-1.5 text-table">
      <p className="flex items-center gap-3" role="status">
        <span className={problems.length > 0 ? 'text-warn' : 'text-ok'}>
          {problems.length === 0
            ? 'Fits the schema.'
            : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`}
        </span>
        <span className="tabular text-ink-3">{sizeText(bytes)} as sent</span>
      </p>
      {problems.length > 0 ? (
        <ul aria-label="Problems of the payload">
          {problems.map((problem) => (
            <li key={`${problem.line} ${problem.text}`}>
              <button
                type="button"
                onClick={() => onGo(problem.line)}
                className="ring-inside flex min-h-6 items-center gap-1.5 text-left hover:underline"
              >
                <TriangleAlert
                  size={14}
                  strokeWidth={1.75}
                  className={`shrink-0 ${problem.isFatal ? 'text-fail' : 'text-warn'}`}
                  aria-hidden
                />
                <span className="tabular text-ink-3">line {problem.line}:</span> {problem.text}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function pretty(value: unknown): string {
  return JSON.stringify(value ?? {}, null, 2);
}
