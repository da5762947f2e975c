import type { Command } from 'commander';
import { createExposeeClient } from '../client.ts';
import { runs } from '../run-command.ts';
import { addExposeeOptions, exposeeTarget } from '../targets.ts';
import { plain, type Terminal } from '../terminal.ts';

export function addPing(program: Command): void {
  const command = program
    .command('ping')
    .summary('ping every subscription')
    .description('Delivers a ping to every subscription of the exposee.');
  addExposeeOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench ping
  $ hookbench ping --exposee https://hooks.example.org --json`,
  );
  runs(command, ping);
}

async function ping(terminal: Terminal, options: Readonly<Record<string, unknown>>) {
  const reply = await createExposeeClient(await exposeeTarget(options)).ping();
  terminal.result(reply, () => plain(reply.message));
  return 0;
}
