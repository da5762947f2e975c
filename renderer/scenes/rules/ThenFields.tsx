import { CheckField, SelectField, TextAreaField, TextField } from '../../components/Field.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Section } from '../../components/Scene.tsx';
import type { Form } from '../../stores/use-form.ts';
import { faultOf, type RuleValues } from './rule-values.ts';

interface PartProps {
  form: Form<RuleValues>;
}

/** What a request gets: failures at first, then an answer, or none at all. */
export function ThenFields({ form }: PartProps) {
  return (
    <Section title="Then">
      <FailFirst form={form} />
      <Answer form={form} />
      <MoreAnswers form={form} />
    </Section>
  );
}

function FailFirst({ form }: PartProps) {
  const { values, set } = form;
  return (
    <div className="grid gap-2 rounded-card border border-line p-3">
      <CheckField label="Fail first" {...form.flag('failsFirst')} />
      {values.failsFirst ? (
        <div className="flex flex-wrap gap-3">
          <TextField
            label="Times"
            inputMode="numeric"
            className="w-20"
            {...form.text('failTimes')}
          />
          <SelectField
            label="Counted per"
            className="w-32"
            value={values.failPer}
            onChange={(event) => set({ failPer: event.target.value === 'rule' ? 'rule' : 'event' })}
          >
            <option value="event">event</option>
            <option value="rule">rule</option>
          </SelectField>
          <TextField
            label="With status"
            inputMode="numeric"
            className="w-24"
            {...form.text('failStatus')}
          />
        </div>
      ) : null}
    </div>
  );
}

function Answer({ form }: PartProps) {
  const { values, set } = form;
  return (
    <>
      <div className="flex flex-wrap gap-3">
        <SelectField
          label="Connection"
          className="w-44"
          value={values.fault}
          onChange={(event) => set({ fault: faultOf(event.target.value) })}
        >
          <option value="">answers</option>
          <option value="close">Drop: closed without an answer</option>
          <option value="reset">Reset</option>
          <option value="hang">Hang: never answers</option>
          <option value="drip">Drip: byte by byte</option>
          <option value="half_body">Half a body, then closed</option>
          <option value="wrong_length">Wrong content-length</option>
        </SelectField>
        <TextField label="Status" inputMode="numeric" className="w-24" {...form.text('status')} />
        <TextField
          label="Delay, ms"
          inputMode="numeric"
          className="w-24"
          {...form.text('delayMs')}
        />
        <TextField
          label="Up to, ms"
          inputMode="numeric"
          placeholder="fixed"
          className="w-24"
          {...form.text('delayMaxMs')}
        />
      </div>
      <TextAreaField
        label="Body"
        isMono
        rows={3}
        help="Liquid: {{ request.json.id }}, {{ uuid }}, {{ now }} or {{ fake.person.full_name }} are filled in."
        {...form.text('body')}
      />
      <TextAreaField
        label="Headers"
        isMono
        rows={2}
        placeholder="Retry-After: 30"
        {...form.text('answerHeaders')}
      />
    </>
  );
}

function MoreAnswers({ form }: PartProps) {
  const { values } = form;
  const isUsed =
    `${values.redirect}${values.sequence}${values.forwardUrls}` !== '' || values.share !== '100';
  return (
    <Fold title="Forward, redirect, sequence and share" isOpen={isUsed}>
      <TextAreaField
        label="Forward to"
        isMono
        rows={2}
        placeholder="http://localhost:3000/hooks"
        help="One URL a line."
        {...form.text('forwardUrls')}
      />
      <CheckField label="The sender gets the answer of the first" {...form.flag('usesAnswer')} />
      <TextField
        label="Redirect to"
        type="url"
        isMono
        placeholder="https://elsewhere.example"
        {...form.text('redirect')}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Statuses one after the other, before the answer"
          isMono
          placeholder="500, 429, 200"
          {...form.text('sequence')}
        />
        <TextField
          label="Share of requests, %"
          inputMode="decimal"
          help="The rest falls through to the next rule."
          {...form.text('share')}
        />
      </div>
    </Fold>
  );
}
