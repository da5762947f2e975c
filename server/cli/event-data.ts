import { readFile } from 'node:fs/promises';
import { createExposeeClient, type Target } from './client.ts';
import { CommandFailure, usageFailure } from './failure.ts';
import { readStdinBytes } from './stdin.ts';

/**
 * The JSON text of an event's data, exactly as it was given: numbers that JavaScript cannot hold
 * stay what they are. `@file` and `-` name where it is read from; without any, the sample of the
 * catalogue stands in.
 */
export async function readEventData(
  given: string | undefined,
  eventType: string,
  target: Target,
): Promise<string> {
  if (given === undefined) {
    return await sampleText(target, eventType);
  }
  const text = await readGiven(given);
  try {
    JSON.parse(text);
  } catch (error) {
    const where = given.startsWith('@') || given === '-' ? given : 'the text';
    throw usageFailure(
      `--data takes JSON, @file or -; ${where} is not JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  return text.trim();
}

async function readGiven(given: string): Promise<string> {
  if (given === '-') {
    return textOf(await readStdinBytes());
  }
  if (!given.startsWith('@')) {
    return given;
  }
  try {
    return textOf(await readFile(given.slice(1)));
  } catch (error) {
    throw new CommandFailure(
      `cannot read ${given.slice(1)}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

async function sampleText(target: Target, eventType: string): Promise<string> {
  const { event_types: eventTypes } = await createExposeeClient(target).listEventTypes();
  const found = eventTypes.find((entry) => entry.name === eventType);
  // The exposee knows best what to say of an event type that it does not have.
  return found ? JSON.stringify(found.sample) : 'null';
}
