import type { MacPlan, Piece, ReadPlan, TimePlan } from './plan.ts';

const text = (value: string) => JSON.stringify(value);

/** Node 18 and later; `body` is a Buffer. */
export function nodeMac(plan: MacPlan): string {
  const named = (kind: Piece['kind']) => plan.pieces.some((piece) => piece.kind === kind);
  const parameters = ['secret', 'headers', 'body'];
  if (named('method')) {
    parameters.push('method');
  }
  if (named('url')) {
    parameters.push('url');
  }
  if (plan.time?.pastMs !== undefined) {
    parameters.push('nowMs = Date.now()');
  }
  const imports = plan.isKeyed ? 'createHmac, timingSafeEqual' : 'createHash, timingSafeEqual';
  return [
    `import { ${imports} } from 'node:crypto';`,
    '',
    `// ${plan.name}. body: the raw bytes (Buffer), before any parser; headers: names in lower case.`,
    `export function verify({ ${parameters.join(', ')} }) {`,
    `  const header = headers[${text(plan.header.toLowerCase())}];`,
    '  if (!header) return false;',
    ...readLines(plan.read),
    ...(plan.idHeader ? [`  const id = headers[${text(plan.idHeader.toLowerCase())}] ?? '';`] : []),
    ...timeLines(plan.time),
    `  const key = ${keyOf(plan)};`,
    `  const digest = ${plan.isKeyed ? `createHmac(${text(plan.hash)}, key)` : `createHash(${text(plan.hash)}).update(key)`}`,
    ...plan.pieces.map((piece) => `    .update(${pieceOf(piece)})`),
    '    .digest();',
    `  const expected = Buffer.from(digest.toString(${text(plan.encoding)}));`,
    '  return signatures.some((signature) => {',
    '    const given = Buffer.from(signature);',
    '    return given.length === expected.length && timingSafeEqual(given, expected);',
    '  });',
    '}',
    '',
  ].join('\n');
}

function readLines(read: ReadPlan): string[] {
  switch (read.kind) {
    case 'single':
      return read.prefix === ''
        ? ['  const signatures = [header];']
        : [
            `  if (!header.startsWith(${text(read.prefix)})) return false;`,
            `  const signatures = [header.slice(${read.prefix.length})];`,
          ];
    case 'list':
      return [
        `  const entries = header.split(' ').filter((entry) => entry.startsWith(${text(read.prefix)}));`,
        `  const signatures = entries.map((entry) => entry.slice(${read.prefix.length}));`,
      ];
    case 'pairs':
      return [
        `  const pairs = header.split(${text(read.separator)}).map((pair) => pair.trim().split(/=(.*)/s));`,
        `  const timestamp = pairs.find(([name]) => name === ${text(read.timestampKey)})?.[1];`,
        `  const signatures = pairs.filter(([name]) => name === ${text(read.signatureKey)}).map((pair) => pair[1]);`,
      ];
  }
}

function timeLines(time: TimePlan | undefined): string[] {
  if (!time) {
    return [];
  }
  const lines =
    time.header === undefined
      ? []
      : [`  const timestamp = headers[${text(time.header.toLowerCase())}];`];
  const atMs =
    time.unit === 'iso'
      ? 'Date.parse(timestamp)'
      : time.unit === 's'
        ? 'Number(timestamp) * 1000'
        : 'Number(timestamp)';
  lines.push(
    time.unit === 'iso'
      ? '  if (!timestamp || Number.isNaN(Date.parse(timestamp))) return false;'
      : "  if (!/^\\d+$/.test(timestamp ?? '')) return false;",
  );
  if (time.pastMs !== undefined) {
    lines.push(`  const ageMs = nowMs - ${atMs};`);
    const future = time.futureMs === undefined ? '' : ` || -ageMs > ${time.futureMs}`;
    lines.push(`  if (ageMs > ${time.pastMs}${future}) return false;`);
  }
  return lines;
}

function keyOf({ key }: MacPlan): string {
  switch (key.form) {
    case 'utf8':
      return "Buffer.from(secret, 'utf8')";
    case 'hex':
      return "Buffer.from(secret, 'hex')";
    case 'base64':
      return `Buffer.from(secret.replace(/^${key.prefix}/, ''), 'base64')`;
  }
}

function pieceOf(piece: Piece): string {
  return piece.kind === 'text'
    ? text(piece.text)
    : piece.kind === 'method'
      ? 'method.toUpperCase()'
      : piece.kind;
}

export function nodeToken(header: string): string {
  return [
    "import { timingSafeEqual } from 'node:crypto';",
    '',
    'export function verify({ secret, headers }) {',
    `  const given = Buffer.from(headers[${text(header.toLowerCase())}] ?? '');`,
    '  const expected = Buffer.from(secret);',
    '  return given.length === expected.length && timingSafeEqual(given, expected);',
    '}',
    '',
  ].join('\n');
}
