import type { Command } from 'commander';
import { createExposeeClient } from '../client.ts';
import { runs, textOption } from '../run-command.ts';
import { addExposeeOptions, exposeeTarget } from '../targets.ts';
import { plain, type Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

export function addUnregister(program: Command): void {
  const command = program
    .command('unregister')
    .summary('unregister a URL')
    .description('Unregisters a URL from one event type, or from all of them.')
    .argument('<url>', 'the URL as it was registered')
    .option('--event <E>', 'only this event type');
  addExposeeOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench unregister http://127.0.0.1:8080/hooks --event payment_received
  $ hookbench unregister http://127.0.0.1:8080/hooks`,
  );
  runs(command, unregister);
}

async function unregister(terminal: Terminal, options: Options, args: readonly string[]) {
  const reply = await createExposeeClient(await exposeeTarget(options)).unregister({
    body: { url: args[0] ?? '', event: textOption(options, 'event') },
  });
  terminal.result(reply, () => plain(reply.message));
  return 0;
}
