import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { createControlClient } from '../client.ts';
import { CommandFailure } from '../failure.ts';
import { addFormatOption, fileFormat, IMPORT_FORMATS } from '../formats.ts';
import { runs } from '../run-command.ts';
import { readStdinBytes } from '../stdin.ts';
import { addControlOptions, controlTarget } from '../targets.ts';
import type { Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

export function addImport(program: Command): void {
  const command = program
    .command('import')
    .summary('subscriptions from webhooks.json or webhooks.csv, captures from a HAR')
    .description(
      'Registers the subscriptions of a file, all of them or none:\nwebhooks.json is [{"url": …, "event": …}], webhooks.csv has the columns url,event.\nA HAR or a cassette becomes captures.',
    )
    .argument('<file>', 'the file, or - for stdin');
  addFormatOption(command, IMPORT_FORMATS);
  addControlOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench import webhooks.json
  $ hookbench import - --format csv < webhooks.csv
  $ hookbench import recorded.har`,
  );
  runs(command, importFile);
}

async function importFile(terminal: Terminal, options: Options, args: readonly string[]) {
  const path = args[0] ?? '-';
  const { holds, format } = fileFormat(options, path, IMPORT_FORMATS);
  const control = createControlClient(await controlTarget(options));
  const text = await readText(path);
  if (holds === 'subscriptions') {
    const reply = await control.importSubscriptions({ body: { format, text } });
    const { registered, unchanged } = reply;
    terminal.result(reply, () => `${registered} registered, ${unchanged} were registered before`);
    return 0;
  }
  const reply = await control.importRequests({ body: { text } });
  terminal.result(reply, () => `${reply.imported} requests imported`);
  return 0;
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = path === '-' ? await readStdinBytes() : await readFile(path);
    return Buffer.from(bytes).toString('utf8');
  } catch (error) {
    throw new CommandFailure(
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
