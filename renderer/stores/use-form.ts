import { type FormEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem, textOfError } from '../api/problem.ts';

export type FieldErrors = Record<string, string | undefined>;

/** What a form is, whatever its fields are. */
export interface FormState {
  /** What belongs to no field. */
  failure: string | null;
  isBusy: boolean;
  submit: () => void;
  /** The properties of its form element. */
  frame: {
    ref: RefObject<HTMLFormElement | null>;
    noValidate: true;
    onSubmit: (event: FormEvent) => void;
  };
}

type NamesOf<Values, Kind> = {
  [Name in keyof Values]: Kind extends Values[Name] ? Name : never;
}[keyof Values] &
  string;

interface TextBinding {
  value: string;
  error: string | undefined;
  onChange: (event: { target: { value: string } }) => void;
}

export interface Form<Values> extends FormState {
  values: Values;
  errors: FieldErrors;
  set: (change: Partial<Values>) => void;
  /** The properties of the field that writes this text. */
  text: (name: NamesOf<Values, string>) => TextBinding;
  /** The properties of the check box that turns this on and off. */
  flag: (name: NamesOf<Values, boolean>) => { isOn: boolean; onChange: (isOn: boolean) => void };
}

export interface FormOptions<Values> {
  initial: Values;
  check: (values: Values) => FieldErrors;
  send: (values: Values) => Promise<void>;
  /** Fields of the server's answer by the names that they have in the form. */
  fieldOf?: (path: string) => string;
}

/** A form whose errors stand at their fields, those of the server too; focus goes to the first. */
export function useForm<Values extends object>(options: FormOptions<Values>): Form<Values> {
  const [values, setValues] = useState(options.initial);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.values(errors).some((error) => error !== undefined)) {
      box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [errors]);
  const set = useCallback((change: Partial<Values>) => {
    setValues((before) => ({ ...before, ...change }));
  }, []);
  async function send(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await options.send(values);
      setErrors({});
    } catch (error) {
      const told = errorsOf(error, options.fieldOf ?? ((path) => path));
      setErrors(told);
      setFailure(Object.keys(told).length > 0 ? null : textOfError(error));
    } finally {
      setBusy(false);
    }
  }
  function submit(): void {
    const found = options.check(values);
    setErrors(found);
    if (Object.values(found).every((error) => error === undefined)) {
      send().catch(console.error);
    }
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    submit();
  }
  const put = (name: string, value: string | boolean) =>
    setValues((before) => ({ ...before, [name]: value }));
  return {
    ...{ values, errors, failure, isBusy, set, submit },
    frame: { ref: box, noValidate: true, onSubmit },
    text: (name) => ({
      value: String(values[name]),
      error: errors[name],
      onChange: (event) => put(name, event.target.value),
    }),
    flag: (name) => ({ isOn: values[name] === true, onChange: (isOn) => put(name, isOn) }),
  };
}

function errorsOf(error: unknown, fieldOf: (path: string) => string): FieldErrors {
  if (!(error instanceof ApiProblem)) {
    return {};
  }
  return Object.fromEntries(error.errors.map(({ path, message }) => [fieldOf(path), message]));
}
