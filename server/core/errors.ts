import type { FieldError, ProblemCode } from '../contract/problem.ts';

/** A refusal that its caller can act on. Anything else that is thrown is a bug of ours. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[] | undefined;

  /** `detail` says what went wrong and the way out; it must hold no secret. */
  constructor(code: ProblemCode, detail: string, errors?: readonly FieldError[]) {
    super(detail);
    this.name = 'AppError';
    this.code = code;
    this.errors = errors;
  }
}

/** There is no place any more for what was to be stored: trying again leads nowhere. */
export class StoreGone extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreGone';
  }
}
