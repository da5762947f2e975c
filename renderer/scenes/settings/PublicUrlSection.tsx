import { CircleCheck, CircleX } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Probe, Settings } from '../../../server/contract/settings.ts';
import { HttpUrlSchema } from '../../../server/contract/text.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { durationText } from '../../text/amount-text.ts';
import { SettingsForm } from './SettingsForm.tsx';
import { saveSettings } from './save-settings.ts';
import { TunnelCard } from './TunnelCard.tsx';

type Role = 'receiver' | 'exposee';

const ROLES: Record<Role, { title: string; text: string }> = {
  receiver: {
    title: 'Receiver ↙',
    text: 'Under this URL providers reach your inbox. It is shown and copied everywhere.',
  },
  exposee: {
    title: 'Exposee ↗',
    text: 'Under this URL integrators register with you.',
  },
};

export function PublicUrlSection({ settings }: { settings: Settings }) {
  return (
    <>
      {settings.receiver_public_url ? (
        <div className="overflow-hidden rounded-card border border-line">
          <Banner tone="warn">
            Anyone with this URL can send to your inbox. The control API stays local.
          </Banner>
        </div>
      ) : null}
      <TunnelCard />
      <PublicUrl side="receiver" current={settings.receiver_public_url} />
      <PublicUrl side="exposee" current={settings.exposee_public_url} />
    </>
  );
}

function PublicUrl({ side: role, current }: { side: Role; current: string | null }) {
  const workbench = useWorkbench();
  const [probe, setProbe] = useState<Probe | null>(null);
  const form = useForm({
    initial: { url: current ?? '' },
    check: ({ url }) => {
      const parsed = HttpUrlSchema.safeParse(url.trim());
      const isFine = url.trim() === '' || parsed.success;
      return { url: isFine ? undefined : `Write ${parsed.error?.issues[0]?.message}.` };
    },
    fieldOf: () => 'url',
    send: async ({ url }) => {
      setProbe(null);
      const value = url.trim() === '' ? null : url.trim();
      await saveSettings(
        workbench,
        { [`${role}_public_url`]: value },
        value === null ? 'No public URL.' : 'Saved the public URL.',
      );
    },
  });
  const test = useAct(
    useCallback(async () => {
      setProbe(await workbench.client.call('testPublicUrl', { body: { role } }));
    }, [workbench, role]),
  );
  const { title, text } = ROLES[role];
  return (
    <Section title={title}>
      <p className="text-body text-ink-2">{text}</p>
      <SettingsForm
        form={form}
        actions={
          <Button
            isBusy={test.isBusy}
            blockedBy={current === null ? 'Save a public URL first.' : undefined}
            onClick={() => test.run()}
          >
            Test
          </Button>
        }
      >
        <TextField
          label={`Public URL of the ${role}`}
          isMono
          type="url"
          placeholder="https://hooks.example.dev"
          {...form.text('url')}
          help="Of a tunnel or proxy that leads here. Empty: none."
        />
      </SettingsForm>
      {probe ? <ProbeResult probe={probe} /> : null}
    </Section>
  );
}

function ProbeResult({ probe }: { probe: Probe }) {
  return (
    <div
      role="status"
      className="grid gap-2 rounded-card border border-line bg-panel p-3 text-body"
    >
      <p className="flex items-start gap-2">
        <ResultIcon isOk={probe.is_reachable} />
        <span>
          {probe.text}
          {probe.duration_ms === null ? null : (
            <span className="tabular ml-2 text-ink-3">{durationText(probe.duration_ms)}</span>
          )}
        </span>
      </p>
      <ul className="grid gap-1">
        {probe.findings.map((finding) => (
          <li key={finding.what + finding.text} className="flex items-start gap-2 text-table">
            <ResultIcon isOk={finding.is_ok} />
            <span>
              <span className="font-medium">{finding.what}</span> {finding.text}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function ResultIcon({ isOk }: { isOk: boolean }) {
  const Icon = isOk ? CircleCheck : CircleX;
  return (
    <Icon
      size={16}
      strokeWidth={1.75}
      className={`mt-0.5 shrink-0 ${isOk ? 'text-ok' : 'text-fail'}`}
      aria-label={isOk ? 'fine' : 'problem'}
    />
  );
}
