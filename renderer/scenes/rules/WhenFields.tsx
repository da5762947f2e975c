import { VerdictSchema } from '../../../server/contract/signature.ts';
import { DialectOptions } from '../../components/DialectOptions.tsx';
import { SelectField, TextAreaField, TextField } from '../../components/Field.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Section } from '../../components/Scene.tsx';
import type { Form } from '../../stores/use-form.ts';
import type { RuleValues } from './rule-values.ts';

interface PartProps {
  form: Form<RuleValues>;
}

/** Which requests: what is left empty matches all. */
export function WhenFields({ form }: PartProps) {
  return (
    <Section title="When">
      <p className="-mt-2 text-table text-ink-3">
        All that is filled in must hold; * stands for anything. Nothing filled in: every request.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="Path" isMono placeholder="/in/demo" {...form.text('path')} />
        <TextField label="Event" isMono placeholder="order.*" {...form.text('event')} />
        <TextField label="Methods" isMono placeholder="POST, PUT" {...form.text('methods')} />
        <SelectField label="Dialect" {...form.text('dialect')}>
          <option value="">any</option>
          <DialectOptions chosen={form.values.dialect} />
        </SelectField>
      </div>
      <Verdicts form={form} />
      <MoreConditions form={form} />
    </Section>
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
  const { values } = form;
  const isUsed = `${values.headers}${values.query}${values.bodyPath}` !== '';
  return (
    <Fold title="Headers, query and body" isOpen={isUsed}>
      <TextAreaField
        label="Headers"
        isMono
        rows={2}
        placeholder={'x-plan: gold*\n!x-test'}
        help="One a line: name: pattern; a name alone must be there, !name must not."
        {...form.text('headers')}
      />
      <TextAreaField
        label="Query"
        isMono
        rows={2}
        placeholder="mode: test"
        {...form.text('query')}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="JSON path in the body"
          isMono
          placeholder="$.data.amount"
          {...form.text('bodyPath')}
        />
        <TextField label="Its value" isMono placeholder="any" {...form.text('bodyIs')} />
      </div>
    </Fold>
  );
}
