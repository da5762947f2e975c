import { VerdictSchema } from '../../../server/contract/signature.ts';
import { SelectField, TextAreaField, TextField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import type { Form } from '../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import type { RuleValues } from './rule-values.ts';

interface PartProps {
  form: Pick<Form<RuleValues>, 'values' | 'errors' | 'set'>;
}

/** Which requests: what is left empty matches all. */
export function WhenFields({ form }: PartProps) {
  const { values, errors, set } = form;
  return (
    <Section title="When">
      <p className="-mt-2 text-table text-ink-3">
        All that is filled in must hold; * stands for anything. Nothing filled in: every request.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Path"
          isMono
          placeholder="/in/demo"
          value={values.path}
          error={errors.path}
          onChange={(event) => set({ path: event.target.value })}
        />
        <TextField
          label="Event"
          isMono
          placeholder="order.*"
          value={values.event}
          error={errors.event}
          onChange={(event) => set({ event: event.target.value })}
        />
        <TextField
          label="Methods"
          isMono
          placeholder="POST, PUT"
          value={values.methods}
          error={errors.methods}
          onChange={(event) => set({ methods: event.target.value })}
        />
        <DialectSelect form={form} />
      </div>
      <Verdicts form={form} />
      <MoreConditions form={form} />
    </Section>
  );
}

function DialectSelect({ form }: PartProps) {
  const { resources } = useWorkbench();
  const dialects = useResource(resources.dialects).data ?? [];
  return (
    <SelectField
      label="Dialect"
      value={form.values.dialect}
      onChange={(event) => form.set({ dialect: event.target.value })}
    >
      <option value="">any</option>
      {dialects.map((dialect) => (
        <option key={dialect.id} value={dialect.id}>
          {dialect.name}
        </option>
      ))}
    </SelectField>
  );
}

function Verdicts({ form }: PartProps) {
  const { values, set } = form;
  return (
    <fieldset className="flex flex-wrap gap-x-4">
      <legend className="mb-1 text-table font-medium text-ink-2">Signature</legend>
      {VerdictSchema.options.map((verdict) => (
        <label key={verdict} className="flex min-h-6 items-center gap-1.5 text-body">
          <input
            type="checkbox"
            checked={values.verdicts.includes(verdict)}
            onChange={(event) =>
              set({
                verdicts: event.target.checked
                  ? [...values.verdicts, verdict]
                  : values.verdicts.filter((one) => one !== verdict),
              })
            }
            className="size-4 accent-accent-fill"
          />
          {verdict === 'unchecked' ? 'not checked' : verdict}
        </label>
      ))}
    </fieldset>
  );
}

function MoreConditions({ form }: PartProps) {
  const { values, errors, set } = form;
  const isUsed = `${values.headers}${values.query}${values.bodyPath}` !== '';
  return (
    <details open={isUsed} className="rounded-card border border-line">
      <summary className="ring-inside flex min-h-8 items-center px-3 text-body font-medium">
        Headers, query and body
      </summary>
      <div className="grid gap-3 border-t border-line p-3">
        <TextAreaField
          label="Headers"
          isMono
          rows={2}
          placeholder={'x-plan: gold*\n!x-test'}
          help="One a line: name: pattern; a name alone must be there, !name must not."
          value={values.headers}
          error={errors.headers}
          onChange={(event) => set({ headers: event.target.value })}
        />
        <TextAreaField
          label="Query"
          isMono
          rows={2}
          placeholder="mode: test"
          value={values.query}
          error={errors.query}
          onChange={(event) => set({ query: event.target.value })}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="JSON path in the body"
            isMono
            placeholder="$.data.amount"
            value={values.bodyPath}
            error={errors.bodyPath}
            onChange={(event) => set({ bodyPath: event.target.value })}
          />
          <TextField
            label="Its value"
            isMono
            placeholder="any"
            value={values.bodyIs}
            onChange={(event) => set({ bodyIs: event.target.value })}
          />
        </div>
      </div>
    </details>
  );
}
