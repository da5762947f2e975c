import { quoted, uses, windowOf } from './pieces.ts';
import type { MacPlan, Piece } from './plan.ts';

/** Ruby 3 and later, standard library only. */
export function rubyMac(plan: MacPlan): string {
  const window = windowOf(plan);
  const parameters = ['secret:', 'headers:', 'body:'];
  parameters.push(...(uses(plan, 'method') ? ['method:'] : []));
  parameters.push(...(uses(plan, 'url') ? ['url:'] : []), ...(window ? ['now: Time.now'] : []));
  return [
    'require "base64"',
    'require "openssl"',
    'require "time"',
    '',
    `# ${plan.name}. body: the raw bytes, before any parser; headers: names in lower case.`,
    `def verify(${parameters.join(', ')})`,
    `  header = headers[${quoted(plan.header.toLowerCase())}] or return false`,
    ...readLines(plan),
    ...(plan.idHeader ? [`  id = headers[${quoted(plan.idHeader.toLowerCase())}].to_s`] : []),
    ...timeLines(plan, window),
    `  key = ${keyOf(plan)}`,
    `  message = [${plan.pieces.map(pieceOf).join(', ')}].map(&:b).join`,
    `  digest = ${plan.isKeyed ? `OpenSSL::HMAC.digest(${quoted(plan.hash)}, key, message)` : `OpenSSL::Digest.digest(${quoted(plan.hash)}, key.b + message)`}`,
    `  expected = ${encoded(plan)}`,
    '  signatures.any? { |signature| OpenSSL.secure_compare(signature, expected) }',
    'end',
    '',
  ].join('\n');
}

function readLines({ read }: MacPlan): string[] {
  switch (read.kind) {
    case 'single':
      return read.prefix === ''
        ? ['  signatures = [header]']
        : [
            `  return false unless header.start_with?(${quoted(read.prefix)})`,
            `  signatures = [header.delete_prefix(${quoted(read.prefix)})]`,
          ];
    case 'list':
      return [
        `  entries = header.split(" ").select { |entry| entry.start_with?(${quoted(read.prefix)}) }`,
        `  signatures = entries.map { |entry| entry.delete_prefix(${quoted(read.prefix)}) }`,
      ];
    case 'pairs':
      return [
        `  pairs = header.split(${quoted(read.separator)}).map { |pair| pair.strip.split("=", 2) }`,
        `  timestamp = pairs.assoc(${quoted(read.timestampKey)})&.last.to_s`,
        `  signatures = pairs.select { |name, _| name == ${quoted(read.signatureKey)} }.map(&:last)`,
      ];
  }
}

function timeLines(plan: MacPlan, window: ReturnType<typeof windowOf>): string[] {
  const { time } = plan;
  const lines = time?.header
    ? [`  timestamp = headers[${quoted(time.header.toLowerCase())}].to_s`]
    : [];
  if (!window) {
    return lines;
  }
  const at =
    time?.unit === 'iso'
      ? 'Time.parse(timestamp).to_f'
      : window.perS === 1
        ? 'timestamp.to_i'
        : 'timestamp.to_i / 1000.0';
  const future = window.futureS === undefined ? '' : ` || -age > ${window.futureS}`;
  if (time?.unit !== 'iso') {
    lines.push('  return false unless timestamp.match?(/\\A\\d+\\z/)');
  }
  lines.push(`  age = now.to_f - ${at}`, `  return false if age > ${window.pastS}${future}`);
  return lines;
}

function keyOf({ key }: MacPlan): string {
  switch (key.form) {
    case 'utf8':
      return 'secret';
    case 'hex':
      return '[secret].pack("H*")';
    case 'base64':
      return `Base64.decode64(secret.delete_prefix(${quoted(key.prefix)}))`;
  }
}

function pieceOf(piece: Piece): string {
  return piece.kind === 'text'
    ? quoted(piece.text)
    : piece.kind === 'method'
      ? 'method.upcase'
      : piece.kind;
}

function encoded({ encoding }: MacPlan): string {
  switch (encoding) {
    case 'hex':
      return 'digest.unpack1("H*")';
    case 'base64':
      return 'Base64.strict_encode64(digest)';
    case 'base64url':
      return 'Base64.urlsafe_encode64(digest, padding: false)';
  }
}
