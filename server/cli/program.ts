import { Command } from 'commander';
import { readVersion } from '../hosts/version.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addListen } from './commands/listen.ts';
import { addOpen } from './commands/open.ts';
import { addPing } from './commands/ping.ts';
import { addPublish } from './commands/publish.ts';
import { addRegister } from './commands/register.ts';
import { addReplay } from './commands/replay.ts';
import { addServe } from './commands/serve.ts';
import { addTail } from './commands/tail.ts';
import { addTrigger } from './commands/trigger.ts';
import { addUnregister } from './commands/unregister.ts';
import { addVerify } from './commands/verify.ts';
import { addWorker } from './commands/worker.ts';
import { hasColors } from './terminal.ts';

/** Every command; nothing runs until it is parsed. */
export function buildProgram(): Command {
  const program = new Command('hookbench')
    .description(
      'The workbench on which people build webhooks: send signed events, capture every byte.\nWithout a command it opens the window.',
    )
    .version(readVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'help of a command')
    .exitOverride()
    .showHelpAfterError('(--help says more)')
    .configureOutput({
      getOutHasColors: () => hasColors(process.stdout, process.env),
      getErrHasColors: () => hasColors(process.stderr, process.env),
      // A misspelt flag is quoted with its value, and that may be a secret.
      outputError: (text, write) => write(text.replaceAll(/(--[\w-]+)=[^']*'/g, "$1=…'")),
    })
    .addHelpText('after', '\nExit codes: 0 success, 1 failure, 2 wrong usage.');
  for (const add of [
    addOpen,
    addServe,
    addRegister,
    addUnregister,
    addTrigger,
    addPing,
    addPublish,
    addListen,
    addTail,
    addVerify,
    addReplay,
    addImport,
    addExport,
    addWorker,
  ]) {
    add(program);
  }
  return program;
}
