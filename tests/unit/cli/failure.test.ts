import { expect, it } from 'vitest';
import { ApiFailure, reportFailure } from '../../../server/cli/failure.ts';
import { createTerminal } from '../../../server/cli/terminal.ts';
import { problemOf } from '../../../server/http/problems.ts';

function reported(detail: string, errors: { path: string; message: string }[]): string {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const terminal = createTerminal({ isJson: false, stdout: stream, stderr: stream, env: {} });
  expect(
    reportFailure(new ApiFailure(problemOf('invalid_request', detail, errors)), terminal),
  ).toBe(1);
  return written.join('');
}

it('says what is wrong once, and each field where there are several', () => {
  const url = { path: 'url', message: 'is required' };
  expect(reported('url: is required', [url])).toBe('error: url: is required (invalid_request)\n');
  const data = { path: 'data', message: 'is required' };
  expect(reported('url: is required (and 1 more)', [url, data])).toBe(
    'error: url: is required (and 1 more) (invalid_request)\n  url: is required\n  data: is required\n',
  );
});
