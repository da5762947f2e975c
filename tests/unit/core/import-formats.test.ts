import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../server/core/errors.ts';
import {
  readWebhooksCsv,
  readWebhooksJson,
  writeWebhooksCsv,
  writeWebhooksJson,
} from '../../../server/core/import-formats.ts';

function errorsOf(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError) {
      expect(error.code).toBe('invalid_import');
      return error.errors;
    }
    throw error;
  }
  throw new Error('it was read');
}

const pairs = fc.array(
  fc.record({
    url: fc.webUrl({ withQueryParameters: true }).map((url) => `${url}"',x`),
    event: fc.stringMatching(/^[a-z_]{1,20}$/),
  }),
);

describe('webhooks.json', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(pairs, (items) => {
        const read = readWebhooksJson(writeWebhooksJson(items));
        expect(read.map(({ url, event }) => ({ url, event }))).toEqual(items);
      }),
    );
  });

  it('names each entry and field that is wrong', () => {
    const text = '[{"url":"http://a","event":"b"},{"url":1},null]';
    expect(errorsOf(() => readWebhooksJson(text))?.map(({ path }) => path)).toEqual([
      '[1].url',
      '[1].event',
      '[2].url',
      '[2].event',
    ]);
  });

  it('names the line and column where it is no JSON', () => {
    expect(errorsOf(() => readWebhooksJson('[\n  {"url" "x"}\n]'))?.[0]?.path).toBe(
      'line 2, column 10',
    );
    expect(errorsOf(() => readWebhooksJson('{}'))?.[0]?.message).toContain('expected a list');
  });
});

describe('webhooks.csv', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(pairs, (items) => {
        const read = readWebhooksCsv(writeWebhooksCsv(items));
        expect(read.map(({ url, event }) => ({ url, event }))).toEqual(items);
      }),
    );
  });

  it('takes CRLF, a byte order mark, empty lines, columns in any order and quoted fields', () => {
    const text = '\ufeffevent,url\r\n\r\nping,"http://a/?x=1,2"\r\n"pi""ng",http://b';
    expect(readWebhooksCsv(text)).toEqual([
      { url: 'http://a/?x=1,2', event: 'ping', where: 'line 3' },
      { url: 'http://b', event: 'pi"ng', where: 'line 4' },
    ]);
  });

  it.each([
    ['', 'line 1'],
    ['http://a,ping', 'line 1'],
    ['url,event\nhttp://a', 'line 2'],
    ['url,event\nhttp://a,ping,more', 'line 2'],
    ['url,event\n,ping', 'line 2, url'],
    ['url,event\n"http://a,ping', 'line 2'],
    ['url,event\n"http://a"x,ping', 'line 2'],
  ])('says of %j where it is wrong: %s', (text, path) => {
    expect(errorsOf(() => readWebhooksCsv(text))?.[0]?.path).toBe(path);
  });
});
