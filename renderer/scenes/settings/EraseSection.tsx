import { Eraser } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ERASE_WORD, type EraseScope } from '../../../server/contract/erase.ts';
import { Button } from '../../components/Button.tsx';
import { ChoiceField, TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Section } from '../../components/Scene.tsx';
import { useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { eraseData } from './erase-data.ts';

const GOES: Record<EraseScope, string> = {
  traffic:
    'Goes: all events, deliveries, requests with their bodies and stars, and burst runs; what is being sent is dropped. Stays: subscriptions, inboxes, secrets, rules, views and settings.',
  everything:
    'Goes: all traffic, and subscriptions, inboxes, secrets, rules, views, event types, publishers and settings. Stays: theme and keys, your configuration file and your own dialect files. Hookbench then starts as for the first time.',
};

/** The one act of Settings that nothing brings back: it asks for a word. */
export function EraseSection() {
  const blockedBy = useBlockedBy();
  const [isAsking, setAsking] = useState(false);
  return (
    <Section title="Erase">
      <p className="text-body text-ink-2">
        Traffic alone, or everything, back to a first start. This cannot be undone.
      </p>
      <div>
        <Button look="danger" icon={Eraser} blockedBy={blockedBy} onClick={() => setAsking(true)}>
          Erase all data…
        </Button>
      </div>
      {isAsking ? <EraseDialog onClose={() => setAsking(false)} /> : null}
    </Section>
  );
}

function EraseDialog({ onClose }: { onClose: () => void }) {
  const workbench = useWorkbench();
  const [, navigate] = useLocation();
  const form = useForm<{ scope: EraseScope; typed: string }>({
    initial: { scope: 'traffic', typed: '' },
    check: ({ typed }) => ({
      typed: typed.trim().toLowerCase() === ERASE_WORD ? undefined : `Type ${ERASE_WORD}.`,
    }),
    send: async ({ scope }) => {
      await eraseData(workbench, scope);
      // Whatever this window still holds in memory goes too.
      navigate('/');
      location.reload();
    },
  });
  const { values, set } = form;
  return (
    <FormDialog
      form={form}
      title="Erase all data?"
      description="It is gone for good, from the disk too. The servers start anew on the same addresses; for a second senders are refused."
      onClose={onClose}
      submitLabel={values.scope === 'traffic' ? 'Erase the traffic' : 'Erase everything'}
      look="danger"
    >
      <ChoiceField
        label="What to erase"
        value={values.scope}
        choices={[
          { value: 'traffic', label: 'Traffic only' },
          { value: 'everything', label: 'Everything' },
        ]}
        onChange={(scope) => set({ scope })}
      />
      <p className="text-body text-ink-2">{GOES[values.scope]}</p>
      <TextField label={`Type ${ERASE_WORD} to go on`} isMono {...form.text('typed')} />
    </FormDialog>
  );
}
