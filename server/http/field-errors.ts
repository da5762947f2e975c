import type { z } from 'zod';
import type { FieldError } from '../contract/problem.ts';
import { AppError } from '../core/errors.ts';
import { fieldFaultsOf, fieldPath, nicerMessage } from '../core/field-faults.ts';
import { unknownMembers } from './unknown-members.ts';

/**
 * Checks a value by its schema, or throws `invalid_request` that names each bad field. A member that
 * the schema does not know is one: as a slip it explains what is missing, so it is named first.
 */
export function checkFields<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: nicerMessage });
  const unknown = unknownMembers(schema, value);
  if (result.success && unknown.length === 0) {
    return result.data;
  }
  const named = unknown.map(({ path, message }) => ({ path: fieldPath(path), message }));
  throw invalidFields([...named, ...fieldFaultsOf(result.error?.issues ?? [])]);
}

/** The refusal of a request with these bad fields. */
export function invalidFields(errors: readonly FieldError[]): AppError {
  const first = errors[0];
  const where = first?.path ? `${first.path}: ` : '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new AppError(
    'invalid_request',
    `${where}${first?.message ?? 'not as expected'}${more}`,
    errors,
  );
}
