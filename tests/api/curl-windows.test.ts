import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCurlCmd, writeCurlPowershell } from '../../server/core/curl-windows.ts';
import type { ExchangeRecord } from '../../server/core/exchange-record.ts';
import { runCmd } from '../support/cmd-shell.ts';
import { runPowershell } from '../support/powershell.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openWholeReceiver } from '../support/whole-receiver.ts';

const run = promisify(execFile);
const powershell = requirePart('powershell');

/** What shells give a meaning to, in a header and in a body. */
const HOSTILE = `"'\`$%!^&|<>(){}[]@#;,=\\ ~*?\u2018\u2019\u201c\u201d\u201a\u00e9\u0085\u00a0`;
const NASTY: [string, Uint8Array][] = [
  ['no body', new Uint8Array()],
  [
    'quotes of every kind',
    Buffer.from(`{"a":"it's \u2018so\u2019 \u201cbad\u201d","b":"$(whoami) $env:X"}`),
  ],
  ['a line that ends a here-string', Buffer.from("x\n'@\nRemove-Item C:\\\r\n'@)\n")],
  ['backticks, percent signs, new lines', Buffer.from('`n%PATH%!x!\r\n\r\n^&|<>\t\n')],
  ['bytes that are no text', Buffer.from(Array.from({ length: 256 }, (_, index) => 255 - index))],
  ['a byte-order mark and NUL', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d, 0x00, 0x0a])],
  ['more than a line of base64', Buffer.alloc(20_000, 0xfe)],
];

function exchange(
  target: string,
  headers: [string, string][],
  bodyBytes: Uint8Array,
): ExchangeRecord {
  const own = {
    id: 'cap_1',
    atMs: 0,
    durationMs: 0,
    httpVersion: '1.1',
    trailers: [],
    answer: null,
  };
  return { ...own, method: 'POST', target, url: '', headers, bodyBytes };
}

const SAMPLES = NASTY.map(([name, body]): [string, ExchangeRecord] => [
  name,
  exchange(
    `/in/it's?a=%20$x&b="q"\`${encodeURIComponent(name)}`,
    [
      ['X-Plain', `"quoted" 'single' $env:PATH %PATH% \`n !x! \\ end\\`],
      ['X-Latin', '\u00dc\u0080\u00ff'],
      ['X-Empty', ''],
    ],
    body,
  ),
]);

describe('cURL for the shells of Windows', () => {
  let bed: Awaited<ReturnType<typeof openWholeReceiver>>;
  let folder: string;

  beforeAll(async () => {
    bed = await openWholeReceiver();
    folder = await mkdtemp(join(tmpdir(), 'hookbench-curl-'));
  });
  afterAll(async () => {
    await bed.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the real curl with what the shell would hand it: files under their own names, arguments as they are. */
  async function curl(call: { arguments: string[]; files: ReadonlyMap<string, Buffer> }) {
    const names = new Map<string, string>();
    for (const [name, bytes] of call.files) {
      const path = join(folder, `file ${names.size}`);
      await writeFile(path, bytes);
      names.set(name, path);
    }
    const given = call.arguments.map((text) =>
      text.startsWith('@') ? `@${names.get(text.slice(1))}` : (names.get(text) ?? text),
    );
    await run('curl', ['-q', '-s', ...given]);
  }

  async function expectSame(sent: ExchangeRecord) {
    const kept = bed.kept.at(-1);
    const { target, headers, bodyBytes } = sent;
    expect(kept?.record).toMatchObject({ method: 'POST', target });
    const names = new Set(headers.map(([name]) => name));
    expect(kept?.detail.rawHeaders.filter(([name]) => names.has(name))).toEqual(headers);
    expect(Buffer.from(kept?.bodyBytes ?? []).equals(bodyBytes)).toBe(true);
  }

  it.each(SAMPLES)('PowerShell, by its rules of quoting: %s', async (_, sent) => {
    const script = writeCurlPowershell(sent, `${bed.url}${sent.target}`);
    expect(script).toMatch(/^[\n -~]*$/);
    for (const text of [script, script.replaceAll('\n', '\r\n')]) {
      const { calls, left } = runPowershell(text);
      expect(calls).toHaveLength(1);
      expect(left).toEqual([]);
      await curl(calls[0] as (typeof calls)[0]);
      await expectSame(sent);
    }
  });

  it.each(SAMPLES)('cmd, by its rules: %s', async (_, sent) => {
    const { calls, left } = runCmd(writeCurlCmd(sent, `${bed.url}${sent.target}`));
    expect(calls).toHaveLength(1);
    expect(left).toEqual([]);
    await curl(calls[0] as (typeof calls)[0]);
    await expectSame(sent);
  });

  it('holds for whatever stands in headers and bodies', async () => {
    const unit = fc.constantFrom(...HOSTILE);
    const latin = fc
      .string({ unit, maxLength: 30 })
      .map((text) => text.replace(/[^!-~\u00a1-\u00ff]/g, '-'));
    await fc.assert(
      fc.asyncProperty(latin, fc.string({ unit, maxLength: 60 }), async (value, text) => {
        const sent = exchange('/p', [['X-Value', value]], Buffer.from(text));
        const url = `${bed.url}${sent.target}`;
        for (const { calls } of [
          runPowershell(writeCurlPowershell(sent, url)),
          runCmd(writeCurlCmd(sent, url)),
        ]) {
          await curl(calls[0] as (typeof calls)[0]);
          await expectSame(sent);
        }
      }),
      { numRuns: 25, seed: 20261122 },
    );
  });

  // The images of GitHub have PowerShell on all three systems; neither npm nor Debian carries it.
  it.skipIf(powershell.isMissing)('PowerShell itself', { timeout: 120_000 }, async () => {
    const file = join(folder, 'copied.ps1');
    const bypass = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', file];
    for (const [, sent] of SAMPLES) {
      await writeFile(file, writeCurlPowershell(sent, `${bed.url}${sent.target}`));
      await run(pathOf(powershell), bypass);
      await expectSame(sent);
    }
  });

  it.runIf(process.platform === 'win32')('cmd itself', { timeout: 60_000 }, async () => {
    const file = join(folder, 'copied.cmd');
    for (const [, sent] of SAMPLES) {
      await writeFile(file, writeCurlCmd(sent, `${bed.url}${sent.target}`));
      await run('cmd.exe', ['/d', '/c', file]);
      await expectSame(sent);
    }
  });
});
