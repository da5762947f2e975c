import { quoted, uses, windowOf } from './pieces.ts';
import type { MacPlan, Piece } from './plan.ts';

const NEW_HASH = {
  sha1: 'sha1.New',
  sha256: 'sha256.New',
  sha384: 'sha512.New384',
  sha512: 'sha512.New',
} as const;

/** Go 1.18 and later, standard library only. */
export function goMac(plan: MacPlan): string {
  const window = windowOf(plan);
  const parameters = ['secret string', 'header http.Header', 'body []byte'];
  parameters.push(...(uses(plan, 'method') ? ['method string'] : []));
  parameters.push(...(uses(plan, 'url') ? ['url string'] : []));
  return [
    'package webhook',
    '',
    'import (',
    ...goImports(plan).map((name) => `\t${quoted(name)}`),
    ')',
    '',
    `// Verify checks a webhook of ${plan.name}. body holds the raw bytes, before any decoder.`,
    `func Verify(${parameters.join(', ')}) bool {`,
    `\treceived := header.Get(${quoted(plan.header)})`,
    ...readLines(plan),
    ...(plan.idHeader ? [`\tid := header.Get(${quoted(plan.idHeader)})`] : []),
    ...(plan.time?.header ? [`\ttimestamp := header.Get(${quoted(plan.time.header)})`] : []),
    ...(window ? timeLines(plan, window) : []),
    ...keyLines(plan),
    plan.isKeyed ? `\tmac := hmac.New(${NEW_HASH[plan.hash]}, key)` : '\tmac := sha256.New()',
    ...(plan.isKeyed ? [] : ['\tmac.Write(key)']),
    ...plan.pieces.map((piece) => `\tmac.Write(${bytesOf(piece)})`),
    `\texpected := []byte(${encoded(plan)})`,
    '\tfor _, signature := range signatures {',
    '\t\tif hmac.Equal([]byte(signature), expected) {',
    '\t\t\treturn true',
    '\t\t}',
    '\t}',
    '\treturn false',
    '}',
    '',
  ].join('\n');
}

function goImports(plan: MacPlan): string[] {
  const names = ['crypto/hmac', 'net/http'];
  names.push(plan.hash === 'sha384' ? 'crypto/sha512' : `crypto/${plan.hash}`);
  const needsHex = plan.encoding === 'hex' || plan.key.form === 'hex';
  const needsBase64 = plan.encoding !== 'hex' || plan.key.form === 'base64';
  names.push(...(needsHex ? ['encoding/hex'] : []), ...(needsBase64 ? ['encoding/base64'] : []));
  const needsStrings =
    plan.read.kind !== 'single' ||
    plan.read.prefix !== '' ||
    plan.key.form === 'base64' ||
    uses(plan, 'method');
  names.push(...(needsStrings ? ['strings'] : []));
  if (windowOf(plan)) {
    names.push('time', ...(plan.time?.unit === 'iso' ? [] : ['strconv']));
  }
  return names.sort();
}

function readLines({ read }: MacPlan): string[] {
  switch (read.kind) {
    case 'single':
      return read.prefix === ''
        ? ['\tsignatures := []string{received}']
        : [
            `\tif !strings.HasPrefix(received, ${quoted(read.prefix)}) {`,
            '\t\treturn false',
            '\t}',
            `\tsignatures := []string{strings.TrimPrefix(received, ${quoted(read.prefix)})}`,
          ];
    case 'list':
      return [
        '\tvar signatures []string',
        '\tfor _, entry := range strings.Split(received, " ") {',
        `\t\tif strings.HasPrefix(entry, ${quoted(read.prefix)}) {`,
        `\t\t\tsignatures = append(signatures, strings.TrimPrefix(entry, ${quoted(read.prefix)}))`,
        '\t\t}',
        '\t}',
      ];
    case 'pairs':
      return [
        '\tvar signatures []string',
        '\tvar timestamp string',
        `\tfor _, pair := range strings.Split(received, ${quoted(read.separator)}) {`,
        '\t\tname, value, _ := strings.Cut(strings.TrimSpace(pair), "=")',
        '\t\tswitch name {',
        `\t\tcase ${quoted(read.timestampKey)}:`,
        '\t\t\ttimestamp = value',
        `\t\tcase ${quoted(read.signatureKey)}:`,
        '\t\t\tsignatures = append(signatures, value)',
        '\t\t}',
        '\t}',
      ];
  }
}

function timeLines(plan: MacPlan, window: NonNullable<ReturnType<typeof windowOf>>): string[] {
  const { pastS, futureS, perS } = window;
  const future = futureS === undefined ? '' : ` || age < -${futureS}*time.Second`;
  const read =
    plan.time?.unit === 'iso'
      ? ['\tat, err := time.Parse(time.RFC3339, timestamp)']
      : ['\tcount, err := strconv.ParseInt(timestamp, 10, 64)'];
  const moment =
    plan.time?.unit === 'iso' ? 'at' : perS === 1 ? 'time.Unix(count, 0)' : 'time.UnixMilli(count)';
  return [
    ...read,
    '\tif err != nil {',
    '\t\treturn false',
    '\t}',
    `\tage := time.Since(${moment})`,
    `\tif age > ${pastS}*time.Second${future} {`,
    '\t\treturn false',
    '\t}',
  ];
}

function keyLines({ key }: MacPlan): string[] {
  if (key.form === 'utf8') {
    return ['\tkey := []byte(secret)'];
  }
  const decode =
    key.form === 'hex'
      ? 'hex.DecodeString(secret)'
      : `base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, ${quoted(key.prefix)}))`;
  return [`\tkey, err := ${decode}`, '\tif err != nil {', '\t\treturn false', '\t}'];
}

function bytesOf(piece: Piece): string {
  switch (piece.kind) {
    case 'text':
      return `[]byte(${quoted(piece.text)})`;
    case 'body':
      return 'body';
    case 'method':
      return '[]byte(strings.ToUpper(method))';
    default:
      return `[]byte(${piece.kind})`;
  }
}

function encoded({ encoding }: MacPlan): string {
  switch (encoding) {
    case 'hex':
      return 'hex.EncodeToString(mac.Sum(nil))';
    case 'base64':
      return 'base64.StdEncoding.EncodeToString(mac.Sum(nil))';
    case 'base64url':
      return 'base64.RawURLEncoding.EncodeToString(mac.Sum(nil))';
  }
}
