import { isAxiosError, isCancel } from 'axios';
import { type FieldError, type ProblemCode, ProblemSchema } from '../../server/contract/problem.ts';

/** A refusal of the server, rebuilt once. Screens switch on `code`, never on text. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | 'connection_lost';
  readonly status: number | null;
  readonly errors: readonly FieldError[];

  constructor(
    code: ApiProblem['code'],
    detail: string,
    more: { status?: number; errors?: readonly FieldError[] } = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = more.status ?? null;
    this.errors = more.errors ?? [];
  }
}

export async function problemOf(error: unknown): Promise<unknown> {
  if (error instanceof ApiProblem || isCancel(error) || !isAxiosError(error)) {
    return error;
  }
  if (error.response === undefined) {
    return new ApiProblem('connection_lost', 'The local server does not answer.');
  }
  const { status } = error.response;
  const parsed = ProblemSchema.safeParse(await readBody(error.response.data));
  if (!parsed.success) {
    return new ApiProblem('internal_error', `The server answered ${status}.`, { status });
  }
  const { code, detail, errors } = parsed.data;
  return new ApiProblem(code, detail, errors ? { status, errors } : { status });
}

/** Body requests answer bytes, also where the answer is a problem. */
async function readBody(data: unknown): Promise<unknown> {
  if (!(data instanceof ArrayBuffer) && typeof data !== 'string') {
    return data;
  }
  try {
    return JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data));
  } catch {
    return null;
  }
}

/** One sentence for a person, whatever was thrown. */
export function textOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
