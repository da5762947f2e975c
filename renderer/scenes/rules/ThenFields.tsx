import { CheckField, SelectField, TextAreaField, TextField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import type { Form } from '../../stores/use-form.ts';
import { faultOf, type RuleValues } from './rule-values.ts';

interface PartProps {
  form: Pick<Form<RuleValues>, 'values' | 'errors' | 'set'>;
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
  const { values, errors, set } = form;
  return (
    <div className="grid gap-2 rounded-card border border-line p-3">
      <CheckField
        label="Fail first"
        isOn={values.failsFirst}
        onChange={(failsFirst) => set({ failsFirst })}
      />
      {values.failsFirst ? (
        <div className="flex flex-wrap gap-3">
          <TextField
            label="Times"
            inputMode="numeric"
            className="w-20"
            value={values.failTimes}
            error={errors.failTimes}
            onChange={(event) => set({ failTimes: event.target.value })}
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
            value={values.failStatus}
            error={errors.failStatus}
            onChange={(event) => set({ failStatus: event.target.value })}
          />
        </div>
      ) : null}
    </div>
  );
}

function Answer({ form }: PartProps) {
  const { values, errors, set } = form;
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
        <TextField
          label="Status"
          inputMode="numeric"
          className="w-24"
          value={values.status}
          error={errors.status}
          onChange={(event) => set({ status: event.target.value })}
        />
        <TextField
          label="Delay, ms"
          inputMode="numeric"
          className="w-24"
          value={values.delayMs}
          error={errors.delayMs}
          onChange={(event) => set({ delayMs: event.target.value })}
        />
        <TextField
          label="up to, ms"
          inputMode="numeric"
          placeholder="fixed"
          className="w-24"
          value={values.delayMaxMs}
          error={errors.delayMaxMs}
          onChange={(event) => set({ delayMaxMs: event.target.value })}
        />
      </div>
      <TextAreaField
        label="Body"
        isMono
        rows={3}
        help="Liquid: {{ request.json.id }}, {{ uuid }}, {{ now }} or {{ fake.person.full_name }} are filled in."
        value={values.body}
        error={errors.body}
        onChange={(event) => set({ body: event.target.value })}
      />
      <TextAreaField
        label="Headers"
        isMono
        rows={2}
        placeholder="Retry-After: 30"
        value={values.answerHeaders}
        error={errors.answerHeaders}
        onChange={(event) => set({ answerHeaders: event.target.value })}
      />
    </>
  );
}

function MoreAnswers({ form }: PartProps) {
  const { values, errors, set } = form;
  const isUsed =
    `${values.redirect}${values.sequence}${values.forwardUrls}` !== '' || values.share !== '100';
  return (
    <details open={isUsed} className="rounded-card border border-line">
      <summary className="ring-inside flex min-h-8 items-center px-3 text-body font-medium">
        Forward, redirect, sequence and share
      </summary>
      <div className="grid gap-3 border-t border-line p-3">
        <TextAreaField
          label="Forward to"
          isMono
          rows={2}
          placeholder="http://localhost:3000/hooks"
          help="One URL a line."
          value={values.forwardUrls}
          error={errors.forwardUrls}
          onChange={(event) => set({ forwardUrls: event.target.value })}
        />
        <CheckField
          label="The sender gets the answer of the first"
          isOn={values.usesAnswer}
          onChange={(usesAnswer) => set({ usesAnswer })}
        />
        <TextField
          label="Redirect to"
          type="url"
          isMono
          placeholder="https://elsewhere.example"
          value={values.redirect}
          error={errors.redirect}
          onChange={(event) => set({ redirect: event.target.value })}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Statuses one after the other, before the answer"
            isMono
            placeholder="500, 429, 200"
            value={values.sequence}
            error={errors.sequence}
            onChange={(event) => set({ sequence: event.target.value })}
          />
          <TextField
            label="Share of requests, %"
            inputMode="decimal"
            help="The rest falls through to the next rule."
            value={values.share}
            error={errors.share}
            onChange={(event) => set({ share: event.target.value })}
          />
        </div>
      </div>
    </details>
  );
}
