import { type Command, Option } from 'commander';
import { PRIVATE_MODE } from '../../hosts/private-file.ts';
import { createControlClient, fetchExport, type Target } from '../client.ts';
import { usageFailure } from '../failure.ts';
import { addFormatOption, EXPORT_FORMATS, type FileFormat, fileFormat } from '../formats.ts';
import { openOutput } from '../output-file.ts';
import { runs, textOption } from '../run-command.ts';
import { addControlOptions, controlTarget } from '../targets.ts';
import type { Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

const LINE_FEED = 0x0a;

export function addExport(program: Command): void {
  const command = program
    .command('export')
    .summary('subscriptions as webhooks.json or webhooks.csv; captures, deliveries as HAR')
    .description(
      'Writes the subscriptions, without secrets, to a file or to stdout:\nwebhooks.json is [{"url": …, "event": …}], webhooks.csv has the columns url,event.\nCaptures or deliveries are written as HAR, raw HTTP, cURL or a cassette.',
    )
    .argument('[file]', 'the file; default: stdout', '-')
    .addOption(
      new Option('--what <W>', 'which requests a HAR and the like hold')
        .choices(['captures', 'deliveries'])
        .default('captures'),
    )
    .option('--filter <TEXT>', 'only the requests that it matches, as in the filter of the lists')
    .option('--include-credentials', 'with signatures, cookies and authorization as they were');
  addFormatOption(command, EXPORT_FORMATS);
  addControlOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench export webhooks.csv
  $ hookbench export --format json
  $ hookbench export failed.har --what deliveries --filter 'status:failed'`,
  );
  runs(command, exportFile);
}

async function exportFile(terminal: Terminal, options: Options, args: readonly string[]) {
  const path = args[0] ?? '-';
  if (path === '-' && options.format === undefined) {
    throw usageFailure(`export takes a file, or --format with one of ${EXPORT_FORMATS.join(', ')}`);
  }
  const format = fileFormat(options, path, EXPORT_FORMATS);
  if (path === '-') {
    const bytes = await fetchFile(await controlTarget(options), format, options);
    // A raw request ends where its body does.
    const isEnded = bytes.at(-1) === LINE_FEED || format.format === 'raw';
    process.stdout.write(isEnded ? bytes : Buffer.concat([bytes, Buffer.of(LINE_FEED)]));
    return 0;
  }
  const file = await openOutput(
    path,
    options.includeCredentials === true ? PRIVATE_MODE : undefined,
  );
  try {
    const bytes = await fetchFile(await controlTarget(options), format, options);
    await file.write(bytes);
    const value = { file: path, format: format.format, bytes: bytes.length };
    terminal.result(value, () => `${path} written, ${value.bytes} bytes`);
  } finally {
    await file.close();
  }
  return 0;
}

async function fetchFile(target: Target, file: FileFormat, options: Options): Promise<Uint8Array> {
  if (file.holds === 'subscriptions') {
    const params = { format: file.format };
    return Buffer.from(await createControlClient(target).exportSubscriptions({ params }));
  }
  return await fetchExport(target, {
    what: options.what === 'deliveries' ? 'deliveries' : 'captures',
    filter: textOption(options, 'filter'),
    format: file.format,
    include_credentials: options.includeCredentials === true,
  });
}
