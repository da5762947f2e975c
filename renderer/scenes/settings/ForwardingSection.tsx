import { useCallback } from 'react';
import type { Settings } from '../../../server/contract/settings.ts';
import { HttpUrlSchema } from '../../../server/contract/text.ts';
import { CheckField, TextAreaField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { SettingsForm } from './SettingsForm.tsx';
import { saveSettings } from './save-settings.ts';

export function ForwardingSection({ settings }: { settings: Settings }) {
  const workbench = useWorkbench();
  const form = useForm({
    initial: { urls: settings.forward_urls.join('\n') },
    check: ({ urls }) => {
      const bad = linesOf(urls).find((url) => !HttpUrlSchema.safeParse(url).success);
      return { urls: bad === undefined ? undefined : `“${bad}” is no http or https URL.` };
    },
    fieldOf: () => 'urls',
    send: ({ urls }) =>
      saveSettings(
        workbench,
        { forward_urls: linesOf(urls) },
        linesOf(urls).length === 0 ? 'Forwards nothing.' : 'Forwards every request.',
      ),
  });
  const useAnswer = useAct(
    useCallback(
      (isOn: boolean) =>
        saveSettings(
          workbench,
          { forward_use_answer: isOn },
          isOn ? "The sender gets your app's answer." : 'The sender gets our answer.',
        ),
      [workbench],
    ),
  );
  return (
    <Section title="Forward to your app">
      <p className="text-body text-ink-2">
        Each captured request is sent on with the same bytes. While your app is down it is held and
        sent later.
      </p>
      <SettingsForm form={form}>
        <TextAreaField
          label="URLs, one a line"
          isMono
          placeholder="http://localhost:3000/webhooks"
          {...form.text('urls')}
        />
      </SettingsForm>
      <CheckField
        label="Give the sender your app's answer"
        help="Off: the sender gets what the rules say, at once."
        isOn={settings.forward_use_answer}
        onChange={useAnswer.run}
      />
    </Section>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
