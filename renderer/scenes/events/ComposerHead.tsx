import { Dices, Trash2 } from 'lucide-react';
import { useCallback } from 'react';
import { useLocation } from 'wouter';
import type { EventType } from '../../../server/contract/event.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { ownSampleName, pretty, samplesOf } from './sample-list.ts';

interface ComposerHeadProps {
  type: EventType;
  /** Id of the sample that was loaded last. */
  chosen: string;
  onSample: (id: string, text: string) => void;
}

export function ComposerHead({ type, chosen, onSample }: ComposerHeadProps) {
  const { client } = useWorkbench();
  const blockedBy = useBlockedBy();
  const randomise = useAct(
    useCallback(async () => {
      const { data } = await client.call('generateData', { params: { name: type.name } });
      onSample('random', pretty(data));
    }, [client, type.name, onSample]),
  );
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <h2 className="mono truncate text-body font-semibold max-sm:break-all max-sm:whitespace-normal">
          {type.name}
        </h2>
        <p
          className="truncate text-table text-ink-2 max-sm:whitespace-normal"
          title={type.description}
        >
          {type.description}
        </p>
      </div>
      <SampleSelect type={type} chosen={chosen} onSample={onSample} />
      <RemoveSample type={type} chosen={chosen} />
      <Button
        icon={Dices}
        isBusy={randomise.isBusy}
        blockedBy={blockedBy}
        onClick={() => randomise.run()}
      >
        Random
      </Button>
      {type.origin === 'user' ? <RemoveType type={type} /> : null}
    </header>
  );
}

function SampleSelect({ type, chosen, onSample }: ComposerHeadProps) {
  const samples = samplesOf(type);
  const own = samples.filter(({ isOwn }) => isOwn);
  const isListed = samples.some(({ id }) => id === chosen);
  return (
    <label className="flex items-center gap-1.5 text-body text-ink-2">
      Sample
      <select
        aria-label="Sample"
        value={isListed ? chosen : ''}
        onChange={(event) => {
          const found = samples.find(({ id }) => id === event.target.value);
          if (found) {
            onSample(found.id, found.text);
          }
        }}
        className="h-7 max-w-44 rounded-control border border-edge bg-panel px-1.5 text-body text-ink"
      >
        {isListed ? null : <option value="">{chosen === 'random' ? 'Random' : '–'}</option>}
        {samples
          .filter(({ isOwn }) => !isOwn)
          .map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        {own.length > 0 ? (
          <optgroup label="Yours">
            {own.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </optgroup>
        ) : null}
      </select>
    </label>
  );
}

function RemoveSample({ type, chosen }: Pick<ComposerHeadProps, 'type' | 'chosen'>) {
  const { client, resources, undo } = useWorkbench();
  const blockedBy = useBlockedBy();
  const name = ownSampleName(chosen);
  const text = name === undefined ? undefined : type.own_samples?.[name];
  const remove = useAct(
    useCallback(async () => {
      if (name === undefined || text === undefined) {
        return;
      }
      const params = { name: type.name, sample: name };
      await undo.perform({
        text: `Removed the sample ${name}.`,
        undo: async () => {
          await client.call('saveSample', { params, body: { text } });
          await resources.eventTypes.reload();
        },
        redo: async () => {
          await client.call('deleteSample', { params });
          await resources.eventTypes.reload();
        },
      });
    }, [client, resources, undo, type.name, name, text]),
  );
  return text === undefined ? null : (
    <IconButton
      label={`Remove the sample ${name}`}
      icon={Trash2}
      blockedBy={blockedBy}
      onClick={() => remove.run()}
    />
  );
}

function RemoveType({ type }: { type: EventType }) {
  const { client, resources, undo } = useWorkbench();
  const blockedBy = useBlockedBy();
  const [, navigate] = useLocation();
  const remove = useAct(
    useCallback(async () => {
      const { name, origin: _, own_samples: ownSamples, ...body } = type;
      await undo.perform({
        text: `Removed ${name}.`,
        undo: async () => {
          await client.call('saveEventType', { params: { name }, body });
          for (const [sample, text] of Object.entries(ownSamples ?? {})) {
            await client.call('saveSample', { params: { name, sample }, body: { text } });
          }
          await resources.eventTypes.reload();
        },
        redo: async () => {
          await client.call('deleteEventType', { params: { name } });
          await resources.eventTypes.reload();
        },
      });
      navigate('/events');
    }, [client, resources, undo, type, navigate]),
  );
  return (
    <IconButton
      label="Remove this type"
      icon={Trash2}
      blockedBy={blockedBy}
      onClick={() => remove.run()}
    />
  );
}
