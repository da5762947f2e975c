import { Command } from 'commander';

export function buildProgram(): Command {
  return new Command('hookbench').description(
    'The workbench on which people build webhooks: send signed events, capture every byte.',
  );
}

await buildProgram().parseAsync(process.argv);
