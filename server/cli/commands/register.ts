import type { Command } from 'commander';
import { createExposeeClient } from '../client.ts';
import { usageFailure } from '../failure.ts';
import { runs, textOption } from '../run-command.ts';
import { addExposeeOptions, exposeeTarget } from '../targets.ts';
import { plain, type Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

export function addRegister(program: Command): void {
  const command = program
    .command('register')
    .summary('register a URL for event types')
    .description(
      'Registers a URL with an exposee for event types; a ping is delivered to it at once.\nThe same URL again adds event types and keeps its id and secret.',
    )
    .argument('<url>', 'where the webhooks go')
    .option('--events <LIST>', 'event types, separated by commas; * stands for any characters')
    .option('--all', 'every event type, those to come included')
    .option('--secret <S>', 'the signing secret; default: the exposee makes one')
    .option('--dialect <D>', 'headers, signature and body as this provider has them')
    .option('--description <TEXT>', 'a note for people');
  addExposeeOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench register http://127.0.0.1:8080/hooks --events payment_received,invoice_completed
  $ hookbench register http://127.0.0.1:8080/github --all --dialect github --secret It-is-a-secret
  $ hookbench register https://example.com/hooks --events 'payment_*' --exposee https://hooks.example.org`,
  );
  runs(command, register);
}

async function register(terminal: Terminal, options: Options, args: readonly string[]) {
  const reply = await createExposeeClient(await exposeeTarget(options)).register({
    body: {
      url: args[0] ?? '',
      event_types: eventTypesOf(options),
      secret: textOption(options, 'secret'),
      dialect: textOption(options, 'dialect'),
      description: textOption(options, 'description'),
    },
  });
  terminal.result(reply, () => {
    const key = reply.secret ?? reply.public_key;
    return [
      plain(reply.message),
      `  id       ${plain(reply.id)}`,
      `  url      ${plain(reply.url)}`,
      `  dialect  ${plain(reply.dialect)}`,
      // A secret that its owner typed needs no second place on the screen.
      ...(key === undefined || options.secret !== undefined
        ? []
        : [`  ${reply.secret ? 'secret ' : 'key    '}  ${plain(key)}   keep it: it is shown once`]),
    ].join('\n');
  });
  return 0;
}

function eventTypesOf(options: Options): string[] {
  const events = textOption(options, 'events');
  if ((events === undefined) === (options.all !== true)) {
    throw usageFailure('register takes either --events a,b or --all');
  }
  return events === undefined ? ['*'] : splitNames('--events', events);
}

/** `a, b` → `['a', 'b']`; throws where nothing is named. */
export function splitNames(flag: string, text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) {
    throw usageFailure(`${flag} takes event types, separated by commas`);
  }
  return names;
}
