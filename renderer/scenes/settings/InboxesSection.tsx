import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useSearch } from 'wouter';
import type { Inbox } from '../../../server/contract/capture.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { Section } from '../../components/Scene.tsx';
import { forgetInbox } from '../../stores/inbox-acts.ts';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { InboxForm } from './InboxForm.tsx';

/** Paths of the receiver with the dialect and the secrets by which they are checked. */
export function InboxesSection() {
  const { resources } = useWorkbench();
  const blockedBy = useBlockedBy();
  const wantedPath = new URLSearchParams(useSearch()).get('path');
  const { data: inboxes, error } = useResource(resources.inboxes);
  const { data: dialects } = useResource(resources.dialects);
  const [edited, setEdited] = useState<Inbox | 'new' | null>(wantedPath === null ? null : 'new');
  return (
    <Section
      title="Inboxes"
      actions={
        <Button icon={Plus} blockedBy={blockedBy} onClick={() => setEdited('new')}>
          New inbox
        </Button>
      }
    >
      <p className="text-body text-ink-2">
        A path of the receiver, the dialect spoken there, and the secrets that its signatures are
        checked with.
      </p>
      {inboxes === null ? (
        <p className="text-body text-ink-2">{error ?? 'Loading…'}</p>
      ) : inboxes.length === 0 ? (
        <p className="text-body text-ink-2">No inbox has a secret yet.</p>
      ) : (
        <ul className="divide-y divide-line rounded-card border border-line bg-panel">
          {inboxes.map((inbox) => (
            <InboxRow
              key={inbox.id}
              inbox={inbox}
              dialectName={dialects?.find((one) => one.id === inbox.dialect)?.name}
              onEdit={() => setEdited(inbox)}
            />
          ))}
        </ul>
      )}
      {edited ? (
        <InboxForm
          inbox={edited === 'new' ? null : edited}
          path={wantedPath ?? '/in/'}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </Section>
  );
}

interface InboxRowProps {
  inbox: Inbox;
  dialectName: string | undefined;
  onEdit: () => void;
}

function InboxRow({ inbox, dialectName, onEdit }: InboxRowProps) {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const remove = useAct(useCallback(() => forgetInbox(workbench, inbox), [workbench, inbox]));
  const secrets = inbox.secret_hints.length;
  return (
    <li className="flex items-center gap-x-1 px-3 py-2 text-body">
      <span className="grid min-w-0 flex-1 items-baseline gap-x-3 sm:grid-cols-[4fr_6fr_6fr_4fr]">
        <span className="mono truncate font-medium" title={inbox.path}>
          {inbox.path}
        </span>
        <span className="truncate text-ink-2" title={inbox.name}>
          {inbox.name}
        </span>
        <span className="truncate text-ink-2" title={dialectName}>
          {dialectName ?? 'any dialect'}
        </span>
        <span className="mono truncate text-table text-ink-3">
          {secrets === 0 ? 'no secret' : inbox.secret_hints.join(', ')}
        </span>
      </span>
      <IconButton
        label={`Edit ${inbox.path}`}
        icon={Pencil}
        blockedBy={blockedBy}
        onClick={onEdit}
      />
      <IconButton
        label={`Forget ${inbox.path}`}
        icon={Trash2}
        blockedBy={blockedBy}
        onClick={() => remove.run()}
      />
    </li>
  );
}
