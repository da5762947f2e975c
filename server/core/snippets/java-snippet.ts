import { indented, quoted, uses, windowOf } from './pieces.ts';
import type { MacPlan, Piece } from './plan.ts';

const ALGORITHM = { sha1: 'SHA1', sha256: 'SHA256', sha384: 'SHA384', sha512: 'SHA512' } as const;

/** Java 17 and later, standard library only. */
export function javaMac(plan: MacPlan): string {
  const window = windowOf(plan);
  const parameters = ['String secret', 'Map<String, String> headers', 'byte[] body'];
  parameters.push(...(uses(plan, 'method') ? ['String method'] : []));
  parameters.push(...(uses(plan, 'url') ? ['String url'] : []));
  const body = [
    `String header = headers.getOrDefault(${quoted(plan.header.toLowerCase())}, "");`,
    ...readLines(plan),
    ...(plan.idHeader
      ? [`String id = headers.getOrDefault(${quoted(plan.idHeader.toLowerCase())}, "");`]
      : []),
    ...timeLines(plan, window),
    `byte[] key = ${keyOf(plan)};`,
    ...digestLines(plan),
    `byte[] expected = ${encoded(plan)}.getBytes(StandardCharsets.UTF_8);`,
    'for (String signature : signatures) {',
    '    if (MessageDigest.isEqual(signature.getBytes(StandardCharsets.UTF_8), expected)) {',
    '        return true;',
    '    }',
    '}',
    'return false;',
  ];
  return [
    'import java.nio.charset.StandardCharsets;',
    'import java.security.GeneralSecurityException;',
    'import java.security.MessageDigest;',
    ...(window ? ['import java.time.Instant;'] : []),
    'import java.util.*;',
    'import javax.crypto.Mac;',
    'import javax.crypto.spec.SecretKeySpec;',
    '',
    `/** ${plan.name}. body: the raw bytes, before any parser; headers: names in lower case. */`,
    'final class Webhook {',
    `    static boolean verify(${parameters.join(', ')})`,
    '            throws GeneralSecurityException {',
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
        ? ['List<String> signatures = List.of(header);']
        : [
            `if (!header.startsWith(${quoted(read.prefix)})) {`,
            '    return false;',
            '}',
            `List<String> signatures = List.of(header.substring(${read.prefix.length}));`,
          ];
    case 'list':
      return [
        'List<String> signatures = new ArrayList<>();',
        'for (String entry : header.split(" ")) {',
        `    if (entry.startsWith(${quoted(read.prefix)})) {`,
        `        signatures.add(entry.substring(${read.prefix.length}));`,
        '    }',
        '}',
      ];
    case 'pairs':
      return [
        'List<String> signatures = new ArrayList<>();',
        'String timestamp = "";',
        `for (String pair : header.split(${quoted(read.separator)})) {`,
        '    String[] parts = pair.strip().split("=", 2);',
        `    if (parts.length == 2 && parts[0].equals(${quoted(read.timestampKey)})) {`,
        '        timestamp = parts[1];',
        `    } else if (parts.length == 2 && parts[0].equals(${quoted(read.signatureKey)})) {`,
        '        signatures.add(parts[1]);',
        '    }',
        '}',
      ];
  }
}

function timeLines(plan: MacPlan, window: ReturnType<typeof windowOf>): string[] {
  const { time } = plan;
  const lines = time?.header
    ? [`String timestamp = headers.getOrDefault(${quoted(time.header.toLowerCase())}, "");`]
    : [];
  if (!window) {
    return lines;
  }
  const isIso = time?.unit === 'iso';
  const atMs = isIso
    ? 'Instant.parse(timestamp).toEpochMilli()'
    : `Long.parseLong(timestamp)${window.perS === 1 ? ' * 1000' : ''}`;
  const future = window.futureS === undefined ? '' : ` || -ageMs > ${window.futureS * 1000}`;
  if (!isIso) {
    lines.push('if (!timestamp.matches("\\\\d{1,15}")) {', '    return false;', '}');
  }
  lines.push(
    `long ageMs = Instant.now().toEpochMilli() - ${atMs};`,
    `if (ageMs > ${window.pastS * 1000}${future}) {`,
    '    return false;',
    '}',
  );
  return lines;
}

function keyOf({ key }: MacPlan): string {
  switch (key.form) {
    case 'utf8':
      return 'secret.getBytes(StandardCharsets.UTF_8)';
    case 'hex':
      return 'HexFormat.of().parseHex(secret)';
    case 'base64':
      return `Base64.getDecoder().decode(secret.startsWith(${quoted(key.prefix)}) ? secret.substring(${key.prefix.length}) : secret)`;
  }
}

function digestLines(plan: MacPlan): string[] {
  const updates = plan.pieces.map((piece) => `mac.update(${bytesOf(piece)});`);
  if (!plan.isKeyed) {
    return [
      'MessageDigest mac = MessageDigest.getInstance("SHA-256");',
      'mac.update(key);',
      ...updates,
      'byte[] digest = mac.digest();',
    ];
  }
  const algorithm = `Hmac${ALGORITHM[plan.hash]}`;
  return [
    `Mac mac = Mac.getInstance("${algorithm}");`,
    `mac.init(new SecretKeySpec(key, "${algorithm}"));`,
    ...updates,
    'byte[] digest = mac.doFinal();',
  ];
}

function bytesOf(piece: Piece): string {
  if (piece.kind === 'body') {
    return 'body';
  }
  const value =
    piece.kind === 'text'
      ? quoted(piece.text)
      : piece.kind === 'method'
        ? 'method.toUpperCase(Locale.ROOT)'
        : piece.kind;
  return `${value}.getBytes(StandardCharsets.UTF_8)`;
}

function encoded({ encoding }: MacPlan): string {
  switch (encoding) {
    case 'hex':
      return 'HexFormat.of().formatHex(digest)';
    case 'base64':
      return 'Base64.getEncoder().encodeToString(digest)';
    case 'base64url':
      return 'Base64.getUrlEncoder().withoutPadding().encodeToString(digest)';
  }
}
