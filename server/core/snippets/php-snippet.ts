import { uses, windowOf } from './pieces.ts';
import type { MacPlan, Piece } from './plan.ts';

/** Single quotes: PHP reads "$" inside of double ones. A line feed needs double ones. */
function quoted(value: string): string {
  return value === '\n' ? '"\\n"' : `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/** PHP 8 and later. */
export function phpMac(plan: MacPlan): string {
  const window = windowOf(plan);
  const parameters = ['string $secret', 'array $headers', 'string $body'];
  parameters.push(...(uses(plan, 'method') ? ['string $method'] : []));
  parameters.push(...(uses(plan, 'url') ? ['string $url'] : []));
  parameters.push(...(window ? ['?float $now = null'] : []));
  return [
    '<?php',
    '',
    `// ${plan.name}. $body: file_get_contents('php://input'); $headers: names in lower case.`,
    `function verify(${parameters.join(', ')}): bool`,
    '{',
    `    $header = $headers[${quoted(plan.header.toLowerCase())}] ?? '';`,
    ...readLines(plan),
    ...(plan.idHeader ? [`    $id = $headers[${quoted(plan.idHeader.toLowerCase())}] ?? '';`] : []),
    ...timeLines(plan, window),
    `    $key = ${keyOf(plan)};`,
    `    $message = ${plan.pieces.map(pieceOf).join(' . ')};`,
    `    $digest = ${plan.isKeyed ? `hash_hmac('${plan.hash}', $message, $key, true)` : `hash('${plan.hash}', $key . $message, true)`};`,
    `    $expected = ${encoded(plan)};`,
    '    foreach ($signatures as $signature) {',
    '        if (hash_equals($expected, $signature)) {',
    '            return true;',
    '        }',
    '    }',
    '    return false;',
    '}',
    '',
  ].join('\n');
}

function readLines({ read }: MacPlan): string[] {
  switch (read.kind) {
    case 'single':
      return read.prefix === ''
        ? ['    $signatures = [$header];']
        : [
            `    if (!str_starts_with($header, ${quoted(read.prefix)})) {`,
            '        return false;',
            '    }',
            `    $signatures = [substr($header, ${read.prefix.length})];`,
          ];
    case 'list':
      return [
        '    $signatures = [];',
        "    foreach (explode(' ', $header) as $entry) {",
        `        if (str_starts_with($entry, ${quoted(read.prefix)})) {`,
        `            $signatures[] = substr($entry, ${read.prefix.length});`,
        '        }',
        '    }',
      ];
    case 'pairs':
      return [
        '    $signatures = [];',
        "    $timestamp = '';",
        `    foreach (explode(${quoted(read.separator)}, $header) as $pair) {`,
        "        [$name, $value] = array_pad(explode('=', trim($pair), 2), 2, '');",
        `        if ($name === ${quoted(read.timestampKey)}) {`,
        '            $timestamp = $value;',
        `        } elseif ($name === ${quoted(read.signatureKey)}) {`,
        '            $signatures[] = $value;',
        '        }',
        '    }',
      ];
  }
}

function timeLines(plan: MacPlan, window: ReturnType<typeof windowOf>): string[] {
  const { time } = plan;
  const lines = time?.header
    ? [`    $timestamp = $headers[${quoted(time.header.toLowerCase())}] ?? '';`]
    : [];
  if (!window) {
    return lines;
  }
  const at =
    time?.unit === 'iso'
      ? 'strtotime($timestamp)'
      : window.perS === 1
        ? '(int) $timestamp'
        : '(int) $timestamp / 1000';
  const future = window.futureS === undefined ? '' : ` || -$age > ${window.futureS}`;
  if (time?.unit !== 'iso') {
    lines.push('    if (!ctype_digit($timestamp)) {', '        return false;', '    }');
  }
  lines.push(
    `    $age = ($now ?? microtime(true)) - ${at};`,
    `    if ($age > ${window.pastS}${future}) {`,
    '        return false;',
    '    }',
  );
  return lines;
}

function keyOf({ key }: MacPlan): string {
  switch (key.form) {
    case 'utf8':
      return '$secret';
    case 'hex':
      return 'hex2bin($secret)';
    case 'base64':
      return `base64_decode(preg_replace('/^${key.prefix}/', '', $secret))`;
  }
}

function pieceOf(piece: Piece): string {
  return piece.kind === 'text'
    ? quoted(piece.text)
    : piece.kind === 'method'
      ? 'strtoupper($method)'
      : `$${piece.kind}`;
}

function encoded({ encoding }: MacPlan): string {
  switch (encoding) {
    case 'hex':
      return 'bin2hex($digest)';
    case 'base64':
      return 'base64_encode($digest)';
    case 'base64url':
      return "rtrim(strtr(base64_encode($digest), '+/', '-_'), '=')";
  }
}
