import { describe, expect, it } from 'vitest';
import { AppError } from '../../../server/core/errors.ts';
import { readRecording } from '../../../server/core/read-recording.ts';

function refusalOf(text: string): AppError {
  try {
    readRecording(text);
  } catch (error) {
    if (error instanceof AppError) {
      return error;
    }
    throw error;
  }
  throw new Error('the file was taken');
}

const GOOD = {
  startedDateTime: '2026-01-02T03:04:05.000Z',
  request: { method: 'POST', url: 'http://a.example/x', headers: [] },
};

function har(...entries: unknown[]): string {
  return JSON.stringify({ log: { entries } });
}

const FORM = 'A HAR is {"log": {"entries": […]}}, as browsers and hookbench export save it.';

describe('a HAR at fault', () => {
  it.each([
    [
      har(GOOD, { ...GOOD, request: { method: 'POST', headers: [] } }),
      'Entry 2 of the HAR, request.url: is required. Mend it or take the entry out.',
    ],
    [
      har({ ...GOOD, request: { ...GOOD.request, headers: [{ name: 'X-A', value: 5 }] } }),
      'Entry 1 of the HAR, request.headers[0].value: expected string, got number. Mend it or take the entry out.',
    ],
    [har('x'), 'Entry 1 of the HAR: expected object, got string. Mend it or take the entry out.'],
    [
      har({}),
      'Entry 1 of the HAR, startedDateTime: is required (and 1 more). Mend it or take the entry out.',
    ],
    ['{}', `This is no HAR: log: is required. ${FORM}`],
    ['{"log":{"entries":{}}}', `This is no HAR: log.entries: expected array, got object. ${FORM}`],
    ['[{"url":"http://a/"}]', `This is no HAR: the file: expected object, got array. ${FORM}`],
    [
      '{"log":',
      'This is no HAR: line 1, column 8: the text ends too early. Was the file cut? Save it once more.',
    ],
  ])('is refused by entry and field, with the way out (%#)', (text, detail) => {
    const refusal = refusalOf(text);
    expect([refusal.code, refusal.message]).toEqual(['invalid_import', detail]);
  });

  it('names every fault by its path', () => {
    const { errors } = refusalOf(har({ startedDateTime: 1 }));
    expect(errors).toEqual([
      { path: 'log.entries[0].startedDateTime', message: 'expected string, got number' },
      { path: 'log.entries[0].request', message: 'is required' },
    ]);
  });
});

const HEAD = '@ 2026-01-02T03:04:05.000Z 12 ms cap_1';
const START = `# Hookbench cassette 1\n\n${HEAD}\nPOST /x HTTP/1.1\n`;

describe('a cassette at fault', () => {
  it.each([
    [
      '# Hookbench cassette 2\n',
      'Line 1 of the cassette: this Hookbench reads "# Hookbench cassette 1" only',
    ],
    [
      '# Hookbench cassette 1\nGET / HTTP/1.1\n',
      'Line 2 of the cassette: a cassette starts with "# Hookbench cassette 1" and a line such as "@ ',
    ],
    [
      '# Hookbench cassette 1\n@ now 12 ms cap_1\n',
      'Line 2 of the cassette: expected time, duration and id as in "@ ',
    ],
    [
      `${START}@ 2026-01-02T03:04:05.000Z\n`,
      'Line 5 of the cassette: expected time, duration and id as in "@ ',
    ],
    [
      `${START}\n${HEAD}\n`,
      'Line 6 of the cassette: a request line such as "POST /path HTTP/1.1" has to follow.',
    ],
    [
      `${START}<<<<<<< HEAD\n`,
      'Line 5 of the cassette: an answer starts with its status, such as "< 204".',
    ],
    [`${START}=======\n`, 'Line 5 of the cassette: expected a header such as "Name: value"'],
    [`${START}= AAA\n`, 'Line 5 of the cassette: this is no base64'],
    [`${START}= AA*A\n`, 'Line 5 of the cassette: this is no base64'],
    [`${START}= AA==\n= AAAA\n`, 'Line 6 of the cassette: this is no base64'],
    [
      `${START}| text\n= AAAA\n`,
      'Line 6 of the cassette: a body is text ("| …") or base64 ("= …"), not both.',
    ],
    [`${START}X-Odd: "\\u00\n`, 'Line 5 of the cassette: the value of X-Odd is no JSON string.'],
  ])('is refused by its line (%#)', (text, detail) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe('invalid_import');
    expect(refusal.message).toContain(detail);
  });
});
