import { useCallback } from 'react';
import type { Settings } from '../../../server/contract/settings.ts';
import { CheckField, TextField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { SettingsForm } from './SettingsForm.tsx';
import { saveSettings } from './save-settings.ts';

const MEGABYTE = 1024 * 1024;

export function ReceiverSection({ settings }: { settings: Settings }) {
  const workbench = useWorkbench();
  const form = useForm({
    initial: {
      limitMb: String(settings.capture_limit_bytes / MEGABYTE),
      status: String(settings.capture_limit_status),
      exposeeUrl: settings.receiver_exposee_url ?? '',
    },
    check: ({ limitMb, status }) => ({
      limitMb: Number(limitMb) > 0 ? undefined : 'More than nothing.',
      status: /^[2-5]\d\d$/.test(status) ? undefined : 'A status from 200 to 599.',
    }),
    fieldOf: (path) =>
      ({ receiver_exposee_url: 'exposeeUrl', capture_limit_bytes: 'limitMb' })[path] ?? path,
    send: ({ limitMb, status, exposeeUrl }) =>
      saveSettings(
        workbench,
        {
          capture_limit_bytes: Math.round(Number(limitMb) * MEGABYTE),
          capture_limit_status: Number(status),
          receiver_exposee_url: exposeeUrl.trim() === '' ? null : exposeeUrl.trim(),
        },
        'Saved the receiver.',
      ),
  });
  const challenges = useAct(
    useCallback(
      (isOn: boolean) =>
        saveSettings(
          workbench,
          { answers_challenges: isOn },
          isOn ? 'Answers challenges.' : 'Answers no challenges.',
        ),
      [workbench],
    ),
  );
  return (
    <Section title="Receiver">
      <CheckField
        label="Answer the challenges by which providers check a URL"
        help="Slack, Discord, Meta and others send one when a URL is registered."
        isOn={settings.answers_challenges}
        onChange={challenges.run}
      />
      <SettingsForm form={form}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Keep bodies up to, MB"
            inputMode="decimal"
            {...form.text('limitMb')}
            help="What is longer is cut, and its signature cannot be checked."
          />
          <TextField label="Answer to longer ones" inputMode="numeric" {...form.text('status')} />
        </div>
        <TextField
          label="Where the receiver registers"
          isMono
          type="url"
          placeholder="the exposee of this Hookbench"
          {...form.text('exposeeUrl')}
          help="URL of the exposee that POST /register-webhook calls. Empty: our own."
        />
      </SettingsForm>
    </Section>
  );
}
