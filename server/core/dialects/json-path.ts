/** One body is asked for its JSON several times in a row, by the same array: the last one is remembered. */
let last: { readonly bodyBytes: Uint8Array; readonly value: unknown } | undefined;

/** The JSON of a body, or undefined where it is none. Nobody may change what it answers. */
export function parseJsonBody(bodyBytes: Uint8Array): unknown {
  if (last?.bodyBytes !== bodyBytes) {
    last = { bodyBytes, value: tryParse(bodyBytes) };
  }
  return last.value;
}

function tryParse(bodyBytes: Uint8Array): unknown {
  const body = Buffer.from(bodyBytes.buffer, bodyBytes.byteOffset, bodyBytes.byteLength);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const MAX_PATHS = 1_000;
const steps = new Map<string, readonly string[]>();

/** Reads `a.b[0].c` (a name with a hyphen is fine); undefined where a step is missing. */
export function readPath(value: unknown, path: string): unknown {
  let current = value;
  for (const step of stepsOf(path)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) {
      return undefined;
    }
    current = Reflect.get(current, step);
  }
  return current;
}

function stepsOf(path: string): readonly string[] {
  const known = steps.get(path);
  if (known) {
    return known;
  }
  if (steps.size >= MAX_PATHS) {
    steps.clear();
  }
  const parts = path.split(/[.[\]]/).filter((part) => part !== '');
  steps.set(path, parts);
  return parts;
}
