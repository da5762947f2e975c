/** The JSON of a body, or undefined where it is none. */
export function parseJsonBody(bodyBytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bodyBytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Reads `a.b[0].c` (a name with a hyphen is fine); undefined where a step is missing. */
export function readPath(value: unknown, path: string): unknown {
  let current = value;
  for (const step of path.split(/[.[\]]/).filter((part) => part !== '')) {
    if (typeof current !== 'object' || current === null) {
      return undefined;
    }
    current = Object.entries(current).find(([name]) => name === step)?.[1];
  }
  return current;
}
