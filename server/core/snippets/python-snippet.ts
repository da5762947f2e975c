import type { MacPlan, Piece, ReadPlan, TimePlan } from './plan.ts';

const text = (value: string) => JSON.stringify(value);

/** Python 3.8 and later, standard library only; `body` is bytes. */
export function pythonMac(plan: MacPlan): string {
  const named = (kind: Piece['kind']) => plan.pieces.some((piece) => piece.kind === kind);
  const hasWindow = plan.time?.pastMs !== undefined;
  const parameters = ['secret', 'headers', 'body'];
  parameters.push(...(named('method') ? ['method'] : []), ...(named('url') ? ['url'] : []));
  parameters.push(...(hasWindow ? ['now=None'] : []));
  const needsBase64 = plan.key.form === 'base64' || plan.encoding !== 'hex';
  return [
    ...(needsBase64 ? ['import base64'] : []),
    'import hashlib',
    'import hmac',
    ...(hasWindow ? ['import time'] : []),
    ...(plan.time?.unit === 'iso' ? ['from datetime import datetime'] : []),
    '',
    '',
    `# ${plan.name}. body: the raw bytes, before any parser; headers: names in lower case.`,
    `def verify(${parameters.join(', ')}):`,
    `    header = headers.get(${text(plan.header.toLowerCase())})`,
    '    if not header:',
    '        return False',
    ...readLines(plan.read),
    ...(plan.idHeader ? [`    id = headers.get(${text(plan.idHeader.toLowerCase())}, "")`] : []),
    ...timeLines(plan.time),
    `    key = ${keyOf(plan)}`,
    `    message = ${plan.pieces.map(pieceOf).join(' + ')}`,
    plan.isKeyed
      ? `    digest = hmac.new(key, message, hashlib.${plan.hash})`
      : `    digest = hashlib.${plan.hash}(key + message)`,
    `    expected = ${encoded(plan)}`,
    '    return any(hmac.compare_digest(s.encode(), expected.encode()) for s in signatures)',
    '',
  ].join('\n');
}

function readLines(read: ReadPlan): string[] {
  switch (read.kind) {
    case 'single':
      return read.prefix === ''
        ? ['    signatures = [header]']
        : [
            `    if not header.startswith(${text(read.prefix)}):`,
            '        return False',
            `    signatures = [header[${read.prefix.length}:]]`,
          ];
    case 'list':
      return [
        `    entries = [e for e in header.split(" ") if e.startswith(${text(read.prefix)})]`,
        `    signatures = [e[${read.prefix.length}:] for e in entries]`,
      ];
    case 'pairs':
      return [
        `    pairs = [p.strip().partition("=") for p in header.split(${text(read.separator)})]`,
        `    timestamp = next((v for k, _, v in pairs if k == ${text(read.timestampKey)}), "")`,
        `    signatures = [v for k, _, v in pairs if k == ${text(read.signatureKey)}]`,
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
      : [`    timestamp = headers.get(${text(time.header.toLowerCase())}, "")`];
  if (time.unit !== 'iso') {
    lines.push('    if not (timestamp.isascii() and timestamp.isdigit()):', '        return False');
  }
  if (time.pastMs !== undefined) {
    const at =
      time.unit === 'iso'
        ? 'datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()'
        : time.unit === 's'
          ? 'int(timestamp)'
          : 'int(timestamp) / 1000';
    lines.push('    now = time.time() if now is None else now', `    age = now - ${at}`);
    const future = time.futureMs === undefined ? '' : ` or -age > ${time.futureMs / 1000}`;
    lines.push(`    if age > ${time.pastMs / 1000}${future}:`, '        return False');
  }
  return lines;
}

function keyOf({ key }: MacPlan): string {
  switch (key.form) {
    case 'utf8':
      return 'secret.encode()';
    case 'hex':
      return 'bytes.fromhex(secret)';
    case 'base64':
      return `base64.b64decode(secret[${key.prefix.length}:] if secret.startswith(${text(key.prefix)}) else secret)`;
  }
}

function pieceOf(piece: Piece): string {
  switch (piece.kind) {
    case 'text':
      return `b${text(piece.text)}`;
    case 'body':
      return 'body';
    case 'method':
      return 'method.upper().encode()';
    default:
      return `${piece.kind}.encode()`;
  }
}

function encoded({ encoding }: MacPlan): string {
  switch (encoding) {
    case 'hex':
      return 'digest.hexdigest()';
    case 'base64':
      return 'base64.b64encode(digest.digest()).decode()';
    case 'base64url':
      return 'base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")';
  }
}

export function pythonToken(header: string): string {
  return [
    'import hmac',
    '',
    '',
    'def verify(secret, headers):',
    `    given = headers.get(${text(header.toLowerCase())}, "")`,
    '    return hmac.compare_digest(given.encode(), secret.encode())',
    '',
  ].join('\n');
}
