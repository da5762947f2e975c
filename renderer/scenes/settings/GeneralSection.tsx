import { useCallback } from 'react';
import type { Settings } from '../../../server/contract/settings.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { TextField } from '../../components/Field.tsx';
import { Fact, FactList, Section } from '../../components/Scene.tsx';
import { Status } from '../../components/Status.tsx';
import { switchDemo } from '../../stores/demo.ts';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { delaysText, parseDelays } from '../../text/schedule-text.ts';
import { SettingsForm } from './SettingsForm.tsx';
import { saveApiKey, saveSettings } from './save-settings.ts';

export function GeneralSection({ settings }: { settings: Settings }) {
  return (
    <>
      <Listeners />
      <DeliveryDefaults settings={settings} />
      <ApiKey settings={settings} />
      <Demo settings={settings} />
    </>
  );
}

const LISTENERS = [
  { name: 'control', text: 'Control, this window' },
  { name: 'exposee', text: 'Exposee, for integrators' },
  { name: 'receiver', text: 'Receiver, for providers' },
] as const;

function Listeners() {
  const { resources } = useWorkbench();
  const { data: state } = useResource(resources.state);
  return (
    <Section title="Servers">
      <FactList>
        {LISTENERS.map(({ name, text }) => (
          <Fact key={name} name={text}>
            {state ? (
              <>
                <span className="flex min-w-0 items-start gap-x-2">
                  <span className="mono min-w-0 leading-6 break-all">{state[name].url}</span>
                  <CopyButton label={`Copy the address of ${name}`} text={state[name].url} />
                </span>
                {state[name].is_listening ? null : (
                  <Status kind="failed">{state[name].error ?? 'not listening'}</Status>
                )}
              </>
            ) : (
              '–'
            )}
          </Fact>
        ))}
      </FactList>
      <p className="text-table text-ink-3">
        Ports and addresses belong to the configuration:{' '}
        <span className="mono">hookbench.config.json</span>,{' '}
        <span className="mono">HOOKBENCH_*</span> or flags such as{' '}
        <span className="mono whitespace-nowrap">--receiver-port</span>. They take effect at the
        next start.
      </p>
    </Section>
  );
}

function DeliveryDefaults({ settings }: { settings: Settings }) {
  const workbench = useWorkbench();
  const { default_schedule: schedule } = settings;
  const form = useForm({
    initial: {
      delays: schedule.kind === 'list' ? delaysText(schedule.delays_ms) : '',
      timeoutS: String(settings.default_timeout_ms / 1000),
    },
    check: ({ delays, timeoutS }) => ({
      delays: parseDelays(delays) ? undefined : 'Write delays such as 0 s, 5 s, 5 m, 2 h.',
      timeoutS:
        Number(timeoutS) >= 0.1 && Number(timeoutS) <= 120 ? undefined : 'From 0.1 to 120 seconds.',
    }),
    send: ({ delays, timeoutS }) =>
      saveSettings(
        workbench,
        {
          default_schedule: { kind: 'list', delays_ms: parseDelays(delays) ?? [0] },
          default_timeout_ms: Math.round(Number(timeoutS) * 1000),
        },
        'Saved the defaults of deliveries.',
      ),
  });
  return (
    <Section title="Deliveries of new subscriptions">
      <SettingsForm form={form}>
        <TextField
          label="Delay before each attempt"
          isMono
          {...form.text('delays')}
          help="The first belongs to the first attempt. Each subscription can have its own."
        />
        <TextField
          label="Timeout, seconds"
          className="w-40"
          inputMode="decimal"
          {...form.text('timeoutS')}
        />
      </SettingsForm>
    </Section>
  );
}

const MIN_KEY_CHARS = 16;

function ApiKey({ settings }: { settings: Settings }) {
  const workbench = useWorkbench();
  const form = useForm({
    initial: { key: '' },
    check: ({ key }) => ({
      key: key.length >= MIN_KEY_CHARS ? undefined : `At least ${MIN_KEY_CHARS} characters.`,
    }),
    fieldOf: () => 'key',
    send: async ({ key }) => {
      await saveApiKey(workbench, key, 'Saved the API key.');
      form.set({ key: '' });
    },
  });
  const open = useAct(
    useCallback(() => saveApiKey(workbench, null, 'Removed the API key.'), [workbench]),
  );
  return (
    <Section title="API key of the exposee">
      <p className="text-body text-ink-2">
        {settings.exposee_api_key_set
          ? 'Integrators need the key to register and to trigger.'
          : 'Anyone who reaches the exposee can register and trigger. A key closes it.'}
      </p>
      <SettingsForm
        form={form}
        submitLabel={settings.exposee_api_key_set ? 'Replace the key' : 'Set the key'}
        actions={
          settings.exposee_api_key_set ? (
            <Button isBusy={open.isBusy} onClick={() => open.run()}>
              Remove the key
            </Button>
          ) : null
        }
      >
        <TextField
          label="API key"
          isMono
          type="password"
          autoComplete="new-password"
          {...form.text('key')}
        />
      </SettingsForm>
    </Section>
  );
}

function Demo({ settings }: { settings: Settings }) {
  const { client, resources, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const isOn = settings.demo === 'on';
  const change = useAct(
    useCallback(async () => {
      await switchDemo({ client, resources }, !isOn);
      notices.show(isOn ? 'Removed the demo.' : 'The demo is back.');
    }, [client, resources, notices, isOn]),
  );
  return (
    <Section title="Demo">
      <p className="text-body text-ink-2">
        A subscription that points at your local inbox, and the inbox that knows its secret.
      </p>
      <div>
        <Button isBusy={change.isBusy} blockedBy={blockedBy} onClick={() => change.run()}>
          {isOn ? 'Remove the demo' : 'Restore the demo'}
        </Button>
      </div>
    </Section>
  );
}
