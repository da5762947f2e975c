import { nearestWord } from '../contract/filter-keys.ts';
import { MAX_JSON_DEPTH } from '../contract/text.ts';
import { AppError } from './errors.ts';
import { JsonFault, scanJson } from './json-source.ts';
import { renderText, TEMPLATE_WORDS } from './template.ts';

const OWN_WORDS = ['counter', 'event', 'event_id'];

export interface PayloadTime {
  /** Of all events of one firing. */
  readonly seed: number;
  /** 1 for the first event of the firing. */
  readonly counter: number;
  readonly nowMs: number;
  readonly eventType: string;
  readonly eventId: string;
}

/**
 * The JSON text of an event's data, with its template filled in where `isTemplate`. Throws AppError
 * `invalid_request` that names the line: a word that is not known, or a text that is no JSON.
 */
export function renderPayload(source: string, isTemplate: boolean, at: PayloadTime): string {
  const text = isTemplate ? fillIn(source, at) : source;
  try {
    scanJson(text, MAX_JSON_DEPTH);
  } catch (error) {
    if (error instanceof JsonFault) {
      throw refusal(`${error.message} (line ${lineOf(text, error.position)})`, 'Not JSON');
    }
    throw error;
  }
  return text;
}

function fillIn(source: string, { seed, counter, nowMs, eventType, eventId }: PayloadTime): string {
  try {
    return renderText(source, {
      // Faker's seed is 32 bits wide: a list of them is one long seed.
      seed: [Math.floor(seed / 2 ** 32), seed % 2 ** 32, counter],
      nowMs,
      words: { counter, event: eventType, event_id: eventId },
      isStrict: true,
    });
  } catch (error) {
    throw refusal(templateFault(error), 'The template cannot be filled in');
  }
}

function templateFault(error: unknown): string {
  const message = error instanceof Error ? error.message : 'it cannot be read';
  const [, word, line] = /^undefined variable: (\S+), line:(\d+)/.exec(message) ?? [];
  if (word === undefined) {
    return message.replace(/, line:(\d+), col:(\d+)/, ' (line $1)').split('\n')[0] ?? message;
  }
  const words = [...TEMPLATE_WORDS, ...OWN_WORDS];
  const near = nearestWord(word, words);
  const hint = near ? `did you mean ${near}?` : `known are ${words.join(', ')}.`;
  return `there is no word ${word} (line ${line}); ${hint}`;
}

function refusal(message: string, what: string): AppError {
  return new AppError('invalid_request', `${what}: ${message}`, [{ path: 'template', message }]);
}

function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
