import { curlConfig } from './curl.ts';
import { type ExchangeRecord, toBase64 } from './exchange-record.ts';

/** cmd.exe takes lines of at most 8,191 characters. */
const BASE64_LINE = 4_000;

/**
 * Commands for PowerShell, both the one of Windows and version 7: what needs quotes goes through a
 * file that curl reads itself, because PowerShell before 7.3 loses quotes on their way to a program.
 * Plain ASCII throughout: Windows PowerShell reads a script without a mark in the system's own charset.
 */
export function writeCurlPowershell(exchange: ExchangeRecord, url: string = exchange.url): string {
  const config = curlConfig(exchange, url);
  const hasBody = exchange.bodyBytes.length > 0;
  return [
    '$f = [IO.Path]::GetTempFileName()',
    ...(/^[\n -~]*$/.test(config)
      ? ["[IO.File]::WriteAllText($f, @'", config.trimEnd(), "'@)"]
      : [writeBytes('$f', Buffer.from(config, 'latin1'))]),
    ...(hasBody ? ['$b = [IO.Path]::GetTempFileName()', writeBytes('$b', exchange.bodyBytes)] : []),
    // `curl` alone is another command in Windows PowerShell.
    `& (Get-Command curl -CommandType Application)[0] --config $f${hasBody ? ' --data-binary "@$b"' : ''}`,
    `Remove-Item -LiteralPath $f${hasBody ? ', $b' : ''}`,
    '',
  ].join('\n');
}

function writeBytes(name: string, bytes: Uint8Array): string {
  return `[IO.File]::WriteAllBytes(${name}, [Convert]::FromBase64String('${toBase64(bytes)}'))`;
}

/**
 * Commands for cmd.exe, typed or in a batch file. Nothing there quotes `%`, `!` and quotes alike for
 * both, so everything but the file names is base64, which certutil (part of Windows) turns back.
 */
export function writeCurlCmd(exchange: ExchangeRecord, url: string = exchange.url): string {
  const hasBody = exchange.bodyBytes.length > 0;
  const config = Buffer.from(curlConfig(exchange, url), 'latin1');
  const shown = `${exchange.method} ${exchange.target}`.replace(/[^A-Za-z0-9 /._-]/g, '_');
  return [
    `rem ${shown.slice(0, 200)}`,
    ...decoded('hookbench.curl', config),
    ...(hasBody ? decoded('hookbench.body', exchange.bodyBytes) : []),
    `curl.exe --config "%TEMP%\\hookbench.curl"${hasBody ? ' --data-binary "@%TEMP%\\hookbench.body"' : ''}`,
    `del "%TEMP%\\hookbench.curl"${hasBody ? ' "%TEMP%\\hookbench.body"' : ''}`,
    '',
  ].join('\r\n');
}

/** Lines that make a file of these bytes in the folder for such files. */
function decoded(name: string, bytes: Uint8Array): string[] {
  const text = toBase64(bytes);
  const file = `"%TEMP%\\${name}.txt"`;
  const lines: string[] = [];
  for (let start = 0; start < text.length; start += BASE64_LINE) {
    const mark = start === 0 ? '>' : '>>';
    lines.push(`${mark}${file} echo ${text.slice(start, start + BASE64_LINE)}`);
  }
  return [...lines, `certutil -f -decode ${file} "%TEMP%\\${name}" >nul`, `del ${file}`];
}
