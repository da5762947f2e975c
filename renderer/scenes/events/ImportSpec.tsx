import { FileUp } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import type { EventType } from '../../../server/contract/event.ts';
import type { ImportedTypes } from '../../../server/contract/event-type-import.ts';
import { Button } from '../../components/Button.tsx';
import { TextAreaField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';
import { countOf } from '../../text/amount-text.ts';

/** Event types from an OpenAPI, AsyncAPI or JSON Schema document: found first, then added. */
export function ImportSpec({ onClose }: { onClose: () => void }) {
  const workbench = useWorkbench();
  const [, navigate] = useLocation();
  const [looked, setLooked] = useState<{ text: string; found: ImportedTypes } | null>(null);
  const form = useForm({
    initial: { text: '' },
    check: ({ text }) => ({
      text: text.trim() === '' ? 'Paste a document or choose a file.' : undefined,
    }),
    send: async ({ text }) => {
      if (looked?.text !== text) {
        const body = { text, is_dry_run: true };
        setLooked({ text, found: await workbench.client.call('importEventTypes', { body }) });
        return;
      }
      const first = await importTypes(workbench, text);
      onClose();
      if (first !== undefined) {
        navigate(`/events?type=${encodeURIComponent(first)}`);
      }
    },
  });
  const pick = useAct(
    useCallback(async () => {
      const file = await workbench.platform.openFile('.json,.yaml,.yml,application/json');
      if (file) {
        form.set({ text: new TextDecoder().decode(file.bytes) });
      }
    }, [workbench, form.set]),
  );
  // What was found holds for the document that it was found in.
  const found = looked?.text === form.values.text ? looked.found : null;
  const usable = found?.items.filter(({ outcome }) => outcome !== 'kept').length ?? 0;
  return (
    <FormDialog
      form={form}
      title="Import spec"
      description="Webhooks and callbacks of OpenAPI 3, messages of AsyncAPI, or a JSON Schema become event types."
      isWide
      onClose={onClose}
      submitLabel={found === null ? 'Look for event types' : `Import ${countOf(usable, 'type')}`}
      blockedBy={found !== null && usable === 0 ? 'Nothing of it can be added.' : undefined}
    >
      <div>
        <Button icon={FileUp} isBusy={pick.isBusy} onClick={() => pick.run()}>
          Choose a file…
        </Button>
      </div>
      <TextAreaField
        label="Document, JSON or YAML"
        isMono
        rows={found === null ? 12 : 5}
        {...form.text('text')}
      />
      {found === null ? null : <Found found={found} />}
    </FormDialog>
  );
}

const FORMATS = { openapi: 'OpenAPI', asyncapi: 'AsyncAPI', json_schema: 'JSON Schema' };
const OUTCOMES = { added: 'new', replaced: 'replaces yours', kept: 'left out' };

function Found({ found }: { found: ImportedTypes }) {
  return (
    <section aria-label="Found" className="grid gap-1">
      <p role="status" className="text-body text-ink-2">
        {FORMATS[found.format]}: {countOf(found.items.length, 'event type')}.
      </p>
      <ul className="max-h-60 overflow-y-auto rounded-card border border-line text-table">
        {found.items.map(({ name, outcome, note }, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a document may name a type twice
            key={index}
            className="flex flex-wrap items-baseline gap-x-3 border-t border-line px-3 py-1 first:border-t-0"
          >
            <span className="mono">{name}</span>
            <span className={outcome === 'kept' ? 'text-warn' : 'text-ink-2'}>
              {OUTCOMES[outcome]}
            </span>
            {note === null ? null : <span className="text-ink-3">{note}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Undo takes the new ones away and puts back those that were replaced. */
function importTypes(
  { client, resources, undo }: Workbench,
  text: string,
): Promise<string | undefined> {
  return undo.during(async () => {
    const before = (await client.call('listEventTypes')).items;
    const apply = () => client.call('importEventTypes', { body: { text } });
    const { items } = await apply();
    await resources.eventTypes.reload();
    const names = items.filter(({ outcome }) => outcome !== 'kept').map(({ name }) => name);
    if (names.length > 0) {
      undo.did({
        text: `Imported ${countOf(names.length, 'event type')}.`,
        undo: async () => {
          await Promise.all(names.map((name) => putBack(client, name, before)));
          await resources.eventTypes.reload();
        },
        redo: async () => {
          await apply();
          await resources.eventTypes.reload();
        },
      });
    }
    return names[0];
  });
}

async function putBack(
  client: Workbench['client'],
  name: string,
  before: readonly EventType[],
): Promise<void> {
  const old = before.find((type) => type.name === name);
  if (old) {
    const { name: _, origin: __, own_samples: ___, ...body } = old;
    await client.call('saveEventType', { params: { name }, body });
  } else {
    await client.call('deleteEventType', { params: { name } });
  }
}
