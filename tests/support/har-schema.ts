import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);

/** The JSON Schema of HAR 1.2 that Postman, Insomnia and others check against (npm's `har-schema`). */
const schemas: Record<string, object> = require('har-schema');

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
ajv.addSchema(Object.values(schemas));
const validate = ajv.getSchema('har.json#');

/** What is wrong with a HAR, place by place; nothing is an empty list. */
export function faultsOfHar(text: string): string[] {
  if (!validate) {
    throw new Error('har-schema has no har.json');
  }
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
