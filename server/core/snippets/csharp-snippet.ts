import { indented, quoted, uses, windowOf } from './pieces.ts';
import type { MacPlan, Piece } from './plan.ts';

const ALGORITHM = { sha1: 'SHA1', sha256: 'SHA256', sha384: 'SHA384', sha512: 'SHA512' } as const;

/** .NET 8 and later, standard library only. */
export function csharpMac(plan: MacPlan): string {
  const window = windowOf(plan);
  const parameters = ['string secret', 'IDictionary<string, string> headers', 'byte[] body'];
  parameters.push(...(uses(plan, 'method') ? ['string method'] : []));
  parameters.push(...(uses(plan, 'url') ? ['string url'] : []));
  const algorithm = ALGORITHM[plan.hash];
  const message = `byte[] message = [${plan.pieces.map(bytesOf).join(', ')}];`;
  const body = [
    `if (!headers.TryGetValue(${quoted(plan.header.toLowerCase())}, out var header)) return false;`,
    ...readLines(plan),
    ...(plan.idHeader
      ? [`headers.TryGetValue(${quoted(plan.idHeader.toLowerCase())}, out var id);`]
      : []),
    ...timeLines(plan, window),
    `byte[] key = ${keyOf(plan)};`,
    message,
    plan.isKeyed
      ? `byte[] digest = HMAC${algorithm}.HashData(key, message);`
      : `byte[] digest = ${algorithm}.HashData([.. key, .. message]);`,
    `byte[] expected = Encoding.UTF8.GetBytes(${encoded(plan)});`,
    'return signatures.Any(signature =>',
    '    CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected));',
  ];
  return [
    'using System.Security.Cryptography;',
    'using System.Text;',
    '',
    `// ${plan.name}. body: the raw bytes, before any parser; headers: names in lower case.`,
    'static class Webhook',
    '{',
    `    public static bool Verify(${parameters.join(', ')})`,
    '    {',
    ...indented(body, '        '),
    '    }',
    '}',
    '',
  ].join('\n');
}

function readLines({ read }: MacPlan): string[] {
  switch (read.kind) {
    case 'single':
      return read.prefix === ''
        ? ['string[] signatures = [header];']
        : [
            `if (!header.StartsWith(${quoted(read.prefix)}, StringComparison.Ordinal)) return false;`,
            `string[] signatures = [header[${read.prefix.length}..]];`,
          ];
    case 'list':
      return [
        `var signatures = header.Split(' ')`,
        `    .Where(entry => entry.StartsWith(${quoted(read.prefix)}, StringComparison.Ordinal))`,
        `    .Select(entry => entry[${read.prefix.length}..]);`,
      ];
    case 'pairs':
      return [
        `var pairs = header.Split('${read.separator}').Select(pair => pair.Trim().Split('=', 2))`,
        '    .Where(pair => pair.Length == 2).ToList();',
        `var timestamp = pairs.FirstOrDefault(pair => pair[0] == ${quoted(read.timestampKey)})?[1] ?? "";`,
        `var signatures = pairs.Where(pair => pair[0] == ${quoted(read.signatureKey)}).Select(pair => pair[1]);`,
      ];
  }
}

function timeLines(plan: MacPlan, window: ReturnType<typeof windowOf>): string[] {
  const { time } = plan;
  const lines = time?.header
    ? [`headers.TryGetValue(${quoted(time.header.toLowerCase())}, out var timestamp);`]
    : [];
  if (!window) {
    return lines;
  }
  const future = window.futureS === undefined ? '' : ` || -age > ${window.futureS}`;
  if (time?.unit === 'iso') {
    lines.push(
      'if (!DateTimeOffset.TryParse(timestamp, out var at)) return false;',
      'var age = (DateTimeOffset.UtcNow - at).TotalSeconds;',
    );
  } else {
    const moment =
      window.perS === 1
        ? 'DateTimeOffset.FromUnixTimeSeconds(count)'
        : 'DateTimeOffset.FromUnixTimeMilliseconds(count)';
    lines.push(
      'if (!long.TryParse(timestamp, out var count)) return false;',
      `var age = (DateTimeOffset.UtcNow - ${moment}).TotalSeconds;`,
    );
  }
  lines.push(`if (age > ${window.pastS}${future}) return false;`);
  return lines;
}

function keyOf({ key }: MacPlan): string {
  switch (key.form) {
    case 'utf8':
      return 'Encoding.UTF8.GetBytes(secret)';
    case 'hex':
      return 'Convert.FromHexString(secret)';
    case 'base64':
      return `Convert.FromBase64String(secret.StartsWith(${quoted(key.prefix)}) ? secret[${key.prefix.length}..] : secret)`;
  }
}

function bytesOf(piece: Piece): string {
  if (piece.kind === 'body') {
    return '.. body';
  }
  const value =
    piece.kind === 'text'
      ? quoted(piece.text)
      : piece.kind === 'method'
        ? 'method.ToUpperInvariant()'
        : piece.kind === 'url'
          ? 'url'
          : `${piece.kind} ?? ""`;
  return `.. Encoding.UTF8.GetBytes(${value})`;
}

function encoded({ encoding }: MacPlan): string {
  switch (encoding) {
    case 'hex':
      return 'Convert.ToHexString(digest).ToLowerInvariant()';
    case 'base64':
      return 'Convert.ToBase64String(digest)';
    case 'base64url':
      return "Convert.ToBase64String(digest).TrimEnd('=').Replace('+', '-').Replace('/', '_')";
  }
}
