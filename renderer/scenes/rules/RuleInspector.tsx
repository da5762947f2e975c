import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Rule } from '../../../server/contract/rule.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { CheckField, TextField } from '../../components/Field.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { type Form, useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import { countText } from '../../text/amount-text.ts';
import { counterText } from './rule-text.ts';
import {
  checkRule,
  fieldOfRulePath,
  NEW_RULE,
  type RuleValues,
  ruleOfValues,
  valuesOfRule,
} from './rule-values.ts';
import { ThenFields } from './ThenFields.tsx';
import type { RuleActs } from './use-rule-acts.ts';
import { WhenFields } from './WhenFields.tsx';

interface RuleInspectorProps {
  /** Null: one that is being made. */
  rule: Rule | null;
  acts: RuleActs;
}

/** One rule: which requests, and what they get. */
export function RuleInspector({ rule, acts }: RuleInspectorProps) {
  const form = useRuleForm(rule);
  const blockedBy = useBlockedBy();
  const commands = useMemo(
    () => [
      { id: 'save' as const, title: 'Save the rule', blockedBy, run: form.submit },
      { id: 'submit' as const, title: 'Save the rule', blockedBy, run: form.submit },
    ],
    [form.submit, blockedBy],
  );
  useCommands(commands);
  return (
    <section aria-label="Rule" data-inspector className="flex min-h-0 flex-1 flex-col bg-panel">
      {rule ? <Head rule={rule} acts={acts} /> : <NewHead />}
      <form {...form.frame} className="flex min-h-0 flex-1 flex-col">
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] content-start gap-6 overflow-y-auto p-4">
          <FormFailure text={form.failure} />
          <TextField
            label="Name"
            placeholder="Flaky demo"
            autoFocus={rule === null}
            maxLength={80}
            {...form.text('name')}
          />
          <WhenFields form={form} />
          <ThenFields form={form} />
        </div>
        <footer className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2">
          {rule ? <Counters rule={rule} acts={acts} /> : <span className="flex-1" />}
          <Button
            type="submit"
            look="primary"
            command="save"
            isBusy={form.isBusy}
            blockedBy={blockedBy}
          >
            {rule ? 'Save' : 'Add rule'}
          </Button>
        </footer>
      </form>
    </section>
  );
}

/** What is stored comes into the form again when it changes there, as by Undo. */
function useRuleForm(rule: Rule | null): Form<RuleValues> {
  const { client, resources, undo } = useWorkbench();
  const [, navigate] = useLocation();
  const before = rule ?? NEW_RULE;
  const form = useForm({
    initial: valuesOfRule(before),
    check: checkRule,
    fieldOf: fieldOfRulePath,
    send: (values) =>
      undo.during(async () => {
        const parts = ruleOfValues(values, before);
        if (rule === null) {
          const made = await client.call('createRule', { body: parts });
          await resources.rules.reload();
          navigate(`/rules/${made.id}${location.search}`);
          undo.did({
            text: `Added rule “${parts.name}”.`,
            undo: async () => {
              await client.call('deleteRule', { params: { id: made.id } });
              await resources.rules.reload();
              navigate('/rules');
            },
            redo: async () => {
              await client.call('createRule', { body: parts });
              await resources.rules.reload();
            },
          });
          return;
        }
        const { id, name, when, action } = rule;
        const save = async (to: typeof parts) => {
          await client.call('changeRule', { params: { id }, body: to });
          await resources.rules.reload();
        };
        await undo.perform({
          text: `Saved rule “${parts.name}”.`,
          undo: () => save({ name, when, action }),
          redo: () => save(parts),
        });
      }),
  });
  const { set } = form;
  const stored = JSON.stringify(valuesOfRule(before));
  useEffect(() => set(JSON.parse(stored)), [stored, set]);
  return form;
}

function NewHead() {
  const [, navigate] = useLocation();
  return (
    <header className="flex items-center gap-2 border-b border-line px-4 py-2">
      <h2 className="flex-1 text-pane font-semibold">New rule</h2>
      <Button look="quiet" onClick={() => navigate('/rules')}>
        Cancel
      </Button>
    </header>
  );
}

function Head({ rule, acts }: { rule: Rule; acts: RuleActs }) {
  const blockedBy = useBlockedBy();
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <h2 className="min-w-0 flex-1 truncate text-pane font-semibold">{rule.name}</h2>
      <CheckField label="On" isOn={rule.is_on} onChange={(isOn) => acts.switchTo(rule, isOn)} />
      <IconButton
        label="Move up"
        icon={ArrowUp}
        command="rule.up"
        blockedBy={blockedBy}
        onClick={() => acts.move(rule, -1)}
      />
      <IconButton
        label="Move down"
        icon={ArrowDown}
        command="rule.down"
        blockedBy={blockedBy}
        onClick={() => acts.move(rule, 1)}
      />
      <IconButton
        label="Delete"
        icon={Trash2}
        command="delete"
        blockedBy={blockedBy}
        onClick={() => acts.remove(rule)}
      />
    </header>
  );
}

function Counters({ rule, acts }: { rule: Rule; acts: RuleActs }) {
  const counter = counterText(rule);
  return (
    <p className="tabular flex flex-1 flex-wrap items-center gap-x-3 text-table text-ink-2">
      <span>Hits {countText(rule.hits)}</span>
      {counter === null ? null : <span>Counter {counter}</span>}
      <span className="text-ink-3">since made or last reset</span>
      <Button look="quiet" className="-ml-2.5 forced-colors:ml-0" onClick={() => acts.reset(rule)}>
        Reset counter
      </Button>
    </p>
  );
}
