import type { Command } from 'commander';
import type { LiveFrame } from '../../contract/live.ts';
import type { Target } from '../client.ts';
import { CommandFailure } from '../failure.ts';
import { abortOnInterrupt, pauseUnless } from '../interrupt.ts';
import { readLiveFrames } from '../live-frames.ts';
import { describeCapture, describeDelivery } from '../live-lines.ts';
import { runs } from '../run-command.ts';
import { addControlOptions, controlTarget } from '../targets.ts';
import type { Terminal } from '../terminal.ts';

const RECONNECT_MS = 1000;

type Options = Readonly<Record<string, unknown>>;

export function addTail(program: Command): void {
  const command = program
    .command('tail')
    .summary('deliveries and captures as they happen')
    .description(
      'Prints deliveries (→) and captures (←) of the server on this computer as they happen.\nEnds with Ctrl-C, or when the server is gone.',
    );
  addControlOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench tail
  $ hookbench tail --json | jq 'select(.kind == "delivery" and .state == "failed")'`,
  );
  runs(command, tail);
}

async function tail(terminal: Terminal, options: Options) {
  const signal = abortOnInterrupt();
  let target = await controlTarget(options);
  const seen: { seq: number | undefined } = { seq: undefined };
  while (!signal.aborted) {
    const wasOpen = await follow(terminal, target, { signal, seen });
    if (signal.aborted) {
      break;
    }
    terminal.note(wasOpen ? 'the server ended the stream; looking for it again' : 'still gone');
    await pauseUnless(signal, RECONNECT_MS);
    const next = await controlTarget(options);
    // Another launch counts its frames anew.
    seen.seq = next.bearer === target.bearer ? seen.seq : undefined;
    target = next;
  }
  return 0;
}

interface Following {
  readonly signal: AbortSignal;
  readonly seen: { seq: number | undefined };
}

/** Prints until the stream ends; answers whether it ever stood. Throws where the first one does not. */
async function follow(terminal: Terminal, target: Target, following: Following): Promise<boolean> {
  const { signal, seen } = following;
  let wasOpen = false;
  const onOpen = () => {
    wasOpen = true;
    terminal.note(`watching ${target.url}; Ctrl-C ends it`);
  };
  try {
    for await (const frame of readLiveFrames({ target, signal, afterSeq: seen.seq, onOpen })) {
      seen.seq = frame.seq;
      printFrame(terminal, frame);
    }
  } catch (error) {
    if (!wasOpen && !signal.aborted) {
      throw error;
    }
    if (!(error instanceof CommandFailure)) {
      throw error;
    }
  }
  return wasOpen;
}

function printFrame(terminal: Terminal, frame: LiveFrame): void {
  switch (frame.kind) {
    case 'rows':
      for (const delivery of frame.deliveries) {
        const value = { kind: 'delivery', ...delivery };
        terminal.result(value, () => describeDelivery(delivery, terminal));
      }
      for (const capture of frame.captures) {
        terminal.result({ kind: 'capture', ...capture }, () => describeCapture(capture, terminal));
      }
      return;
    case 'gap':
      terminal.note('some lines were missed: the server went faster than they could be sent');
      return;
    case 'changed':
      return;
  }
}
