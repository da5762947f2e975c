import { sample } from 'openapi-sampler';
import { withOddText } from './odd-unicode.ts';

export interface Samples {
  readonly sample: unknown;
  readonly samples: Record<string, unknown>;
}

/** Deep schemas repeat themselves: below this they are cut. */
const MAX_DEPTH = 12;

/** Minimal, typical, every field and odd Unicode of an event type that brings a schema and perhaps a sample. */
export function derivedSamples(schema: Record<string, unknown>, given: unknown): Samples {
  const hasSchema = Object.keys(schema).some((key) => key !== '$schema' && key !== 'title');
  const full = hasSchema ? sampled(schema, false) : undefined;
  const minimal = hasSchema ? sampled(schema, true) : undefined;
  const typical = given === undefined ? (full ?? {}) : given;
  const odd = withOddText(full ?? typical);
  return {
    sample: typical,
    samples: {
      ...(minimal === undefined ? {} : { minimal }),
      ...(full === undefined ? {} : { every_field: full }),
      ...(odd === undefined ? {} : { odd_unicode: odd }),
    },
  };
}

/** Undefined where the schema cannot be sampled: a reference to elsewhere, for example. */
function sampled(schema: Record<string, unknown>, isMinimal: boolean): unknown {
  const options = { skipNonRequired: isMinimal, quiet: true, maxSampleDepth: MAX_DEPTH };
  try {
    return sample(schema, options, schema) ?? undefined;
  } catch {
    return undefined;
  }
}
