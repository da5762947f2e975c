import { CircleAlert } from 'lucide-react';
import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';

const CONTROL =
  'w-full min-w-0 rounded-control border border-edge bg-panel px-2 text-body text-ink aria-invalid:border-fail';

interface FieldWiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

export interface FieldProps {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  isLabelHidden?: boolean;
  className?: string;
  children: (wiring: FieldWiring) => ReactNode;
}

/** A label, a control, and under it what helps or what is wrong. */
export function Field({ label, help, error, isLabelHidden, className = '', children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(help) || error !== undefined;
  return (
    <div className={`grid content-start gap-1 ${className}`}>
      <label
        htmlFor={id}
        className={isLabelHidden ? 'sr-only' : 'text-table font-medium text-ink-2'}
      >
        {label}
      </label>
      {children({
        id,
        'aria-describedby': hasNote ? noteId : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hasNote ? (
        <div id={noteId} className="grid gap-1 text-table">
          {error === undefined ? null : <FieldError text={error} />}
          {help ? <div className="text-ink-3">{help}</div> : null}
        </div>
      ) : null}
    </div>
  );
}

function FieldError({ text }: { text: string }) {
  return (
    <p className="flex items-start gap-1 text-fail">
      <CircleAlert size={14} strokeWidth={1.5} className="mt-px shrink-0" aria-hidden />
      {text}
    </p>
  );
}

export type TextFieldProps = Omit<FieldProps, 'children'> &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> & { isMono?: boolean };

export function TextField(props: TextFieldProps) {
  const { label, help, error, isLabelHidden, className, isMono, ...input } = props;
  return (
    <Field {...{ label, help, error, isLabelHidden, className }}>
      {(wiring) => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...wiring}
          className={`${CONTROL} h-7 ${isMono ? 'mono' : ''}`}
        />
      )}
    </Field>
  );
}

export type SelectFieldProps = Omit<FieldProps, 'children'> &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'>;

/** The system's own select: keyboard, touch and screen readers know it. */
export function SelectField(props: SelectFieldProps) {
  const { label, help, error, isLabelHidden, className, children, ...select } = props;
  return (
    <Field {...{ label, help, error, isLabelHidden, className }}>
      {(wiring) => (
        <select {...select} {...wiring} className={`${CONTROL} h-7 pr-1`}>
          {children}
        </select>
      )}
    </Field>
  );
}

export type TextAreaFieldProps = Omit<FieldProps, 'children'> &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'> & { isMono?: boolean };

export function TextAreaField(props: TextAreaFieldProps) {
  const { label, help, error, isLabelHidden, className, isMono, ...area } = props;
  return (
    <Field {...{ label, help, error, isLabelHidden, className }}>
      {(wiring) => (
        <textarea
          autoComplete="off"
          spellCheck={false}
          rows={3}
          {...area}
          {...wiring}
          className={`${CONTROL} py-1 ${isMono ? 'mono' : ''}`}
        />
      )}
    </Field>
  );
}

export interface ToggleProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  help?: string;
  isDisabled?: boolean;
}

/** A check box with its label; the whole line is the target. */
export function CheckField({ label, isOn, onChange, help, isDisabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className="grid gap-0.5">
      <label htmlFor={id} className="flex min-h-6 w-fit items-center gap-2 text-body">
        <input
          id={id}
          type="checkbox"
          checked={isOn}
          disabled={isDisabled}
          aria-describedby={help ? `${id}-help` : undefined}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4 accent-accent-fill"
        />
        {label}
      </label>
      {help ? (
        <p id={`${id}-help`} className="pl-6 text-table text-ink-3">
          {help}
        </p>
      ) : null}
    </div>
  );
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

export interface ChoiceFieldProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
}

/** A few choices side by side: radio buttons that look like one control. */
export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, value, choices, onChange } = props;
  const name = useId();
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-table font-medium text-ink-2">{label}</legend>
      <div className="flex w-fit flex-wrap rounded-control border border-edge bg-panel p-0.5">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="relative grow rounded-[3px] px-2.5 text-center text-body leading-6 text-ink-2 has-checked:bg-selected has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="sr-only"
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
