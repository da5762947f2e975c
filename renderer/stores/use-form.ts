import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem, textOfError } from '../api/problem.ts';

export type FieldErrors = Record<string, string | undefined>;

export interface Form<Values> {
  values: Values;
  errors: FieldErrors;
  /** What belongs to no field. */
  failure: string | null;
  isBusy: boolean;
  set: (change: Partial<Values>) => void;
  submit: () => void;
  box: RefObject<HTMLFormElement | null>;
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
  return { values, errors, failure, isBusy, set, submit, box };
}

function errorsOf(error: unknown, fieldOf: (path: string) => string): FieldErrors {
  if (!(error instanceof ApiProblem)) {
    return {};
  }
  return Object.fromEntries(error.errors.map(({ path, message }) => [fieldOf(path), message]));
}
