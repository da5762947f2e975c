import { useCallback } from 'react';
import type { Settings } from '../../../server/contract/settings.ts';
import { ChoiceField, TextField } from '../../components/Field.tsx';
import { Fact, FactList, Section } from '../../components/Scene.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { amountOf, countText, sizeText } from '../../text/amount-text.ts';
import { EraseSection } from './EraseSection.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { saveSettings } from './save-settings.ts';

const GIGABYTE = 1_000_000_000;

export function StorageSection({ settings }: { settings: Settings }) {
  const { resources } = useWorkbench();
  const { data: state } = useResource(resources.state);
  return (
    <>
      <Section title="Where">
        <FactList>
          <Fact name="Folder">
            <span className="mono break-all">{state?.data_folder ?? '–'}</span>
          </Fact>
          <Fact name="Kind">{state?.storage.kind ?? '–'}</Fact>
          <Fact name="Size">{state ? sizeText(state.storage.bytes) : '–'}</Fact>
        </FactList>
      </Section>
      <Retention settings={settings} />
      <Durability settings={settings} />
      <EraseSection />
    </>
  );
}

function Retention({ settings }: { settings: Settings }) {
  const workbench = useWorkbench();
  const form = useForm({
    initial: {
      captures: countText(settings.retention_captures),
      gigabytes: String(settings.retention_bytes / GIGABYTE),
      days: settings.retention_days === null ? '' : countText(settings.retention_days),
    },
    check: ({ captures, gigabytes, days }) => ({
      captures: amountOf(captures) >= 1 ? undefined : 'A whole number from 1.',
      gigabytes: Number(gigabytes) >= 0.001 ? undefined : 'At least 0.001 GB.',
      days: days === '' || amountOf(days) >= 1 ? undefined : 'A whole number, or empty.',
    }),
    send: ({ captures, gigabytes, days }) =>
      saveSettings(
        workbench,
        {
          retention_captures: amountOf(captures),
          retention_bytes: Math.round(Number(gigabytes) * GIGABYTE),
          retention_days: days === '' ? null : amountOf(days),
        },
        'Saved what is kept.',
      ),
  });
  return (
    <Section title="How much is kept">
      <p className="text-body text-ink-2">The oldest requests without a star go first.</p>
      <SettingsForm form={form}>
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField label="Requests" inputMode="numeric" {...form.text('captures')} />
          <TextField label="Gigabytes" inputMode="decimal" {...form.text('gigabytes')} />
          <TextField
            label="Days"
            inputMode="numeric"
            placeholder="for ever"
            {...form.text('days')}
          />
        </div>
      </SettingsForm>
    </Section>
  );
}

function Durability({ settings }: { settings: Settings }) {
  const workbench = useWorkbench();
  const change = useAct(
    useCallback(
      (durability: Settings['durability']) =>
        saveSettings(workbench, { durability }, 'Saved the durability.'),
      [workbench],
    ),
  );
  return (
    <Section title="What survives">
      <ChoiceField
        label="A request is answered once it is safe from"
        value={settings.durability}
        choices={[
          { value: 'process', label: 'a crash of Hookbench' },
          { value: 'disk', label: 'a power cut, slower' },
        ]}
        onChange={change.run}
      />
    </Section>
  );
}
