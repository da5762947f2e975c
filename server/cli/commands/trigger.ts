import type { Command } from 'commander';
import { exposeeRoutes } from '../../contract/exposee-routes.ts';
import { TriggeredSchema } from '../../contract/trigger.ts';
import { sendRaw, type Target } from '../client.ts';
import { readEventData } from '../event-data.ts';
import { CommandFailure, EXIT_FAILURE, usageFailure } from '../failure.ts';
import { rate, wholeNumber } from '../numbers.ts';
import { runs, textOption } from '../run-command.ts';
import { addExposeeOptionsBesideData, exposeeTarget } from '../targets.ts';
import { plain, type Terminal } from '../terminal.ts';
import { triggerMany } from '../trigger-many.ts';

type Options = Readonly<Record<string, unknown>>;

export function addTrigger(program: Command): void {
  const command = program
    .command('trigger')
    .summary('fire events')
    .description('Fires one event, or many. Without --data it carries the sample of the catalogue.')
    .argument('<event>', 'the event type')
    .option('--data <JSON>', 'the data: JSON, @file, or - for stdin')
    .option('--id <ID>', 'the id of the event; the same one again is not sent twice')
    .option('--count <N>', 'how many events', wholeNumber(1, 100_000_000))
    .option('--rate <R>', 'how many a second; default: as fast as they are taken', rate);
  addExposeeOptionsBesideData(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench trigger payment_received
  $ hookbench trigger payment_received --data '{"amount": 12.5, "currency": "EUR"}'
  $ hookbench trigger invoice_completed --data @invoice.json
  $ hookbench trigger payment_received --count 10000 --rate 500`,
  );
  runs(command, trigger);
}

async function trigger(terminal: Terminal, options: Options, args: readonly string[]) {
  const eventType = args[0] ?? '';
  const id = textOption(options, 'id');
  const count = typeof options.count === 'number' ? options.count : 1;
  if (id !== undefined && count > 1) {
    throw usageFailure('--id names one event: leave it out, or leave out --count');
  }
  const target = await exposeeTarget({ ...options, data: options.dataFolder });
  const dataText = await readEventData(textOption(options, 'data'), eventType, target);
  // Built as text, so that the data arrives with the very digits that were given.
  const line = `{"event":${JSON.stringify(eventType)},"data":${dataText}${id === undefined ? '' : `,"id":${JSON.stringify(id)}`}}`;
  if (count === 1) {
    return await triggerOne(terminal, target, line);
  }
  const ratePerS = typeof options.rate === 'number' ? options.rate : undefined;
  const outcome = await triggerMany({ target, line, count, ratePerS, terminal });
  terminal.result(outcome, () => {
    const seconds = Math.max(outcome.duration_ms, 1) / 1000;
    return `${outcome.accepted} of ${count} events accepted, ${outcome.deliveries} deliveries, ${seconds.toFixed(1)} s (${Math.round(outcome.accepted / seconds)}/s)`;
  });
  for (const fault of outcome.errors) {
    terminal.note(`event ${fault.number}: ${plain(fault.detail)} (${plain(fault.code)})`);
  }
  return outcome.accepted === count ? 0 : EXIT_FAILURE;
}

async function triggerOne(terminal: Terminal, target: Target, line: string) {
  const contentType = 'application/json';
  const answer = await sendRaw(target, exposeeRoutes.trigger, { text: line, contentType });
  const reply = TriggeredSchema.safeParse(answer);
  if (!reply.success) {
    throw new CommandFailure(`${target.url} answered with something else than an exposee does`);
  }
  const { message, event_id: eventId, deliveries } = reply.data;
  terminal.result(answer, () => `${plain(message)}\n  event ${eventId}, deliveries: ${deliveries}`);
  return 0;
}
