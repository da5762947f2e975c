import type { Context } from 'koa';
import { z } from 'zod';
import { deliveryRoutes } from '../../contract/control/delivery-routes.ts';
import { SubscriptionIdSchema } from '../../contract/ids.ts';
import { MAX_JSON_DEPTH } from '../../contract/text.ts';
import {
  type BatchResult,
  type CutStream,
  type Triggered,
  TriggerSchema,
} from '../../contract/trigger.ts';
import { AppError } from '../../core/errors.ts';
import { findMemberText, type JsonSource, scanJson } from '../../core/json-source.ts';
import type { SubscriptionRecord } from '../../core/records.ts';
import type { Catalogue } from '../../flows/event-types.ts';
import type { EventToPublish, PublishEvents } from '../../flows/publish-events.ts';
import type { EventStreams, OpenEventStream } from '../event-streams.ts';
import { checkFields, invalidFields } from '../field-errors.ts';
import { checkEncoding, mediaTypeOf, readJsonSource } from '../json-body.ts';
import { problemOf, sendProblem } from '../problems.ts';
import { bytesOf } from '../read-body.ts';
import {
  type BatchDeps,
  type BatchOutcome,
  conflict,
  readLine,
  TriggerBatch,
} from '../trigger-batch.ts';
import { readTrigger } from '../trigger-input.ts';
import { type BulkReader, publishStream } from '../trigger-stream.ts';

export interface TriggerDeps {
  readonly publish: PublishEvents;
  readonly catalogue: Pick<Catalogue, 'isKnown' | 'check'>;
  /** Bytes of a JSON body; a stream of lines has no limit as a whole. */
  readonly jsonLimitBytes?: number | undefined;
  /** Reads large streams elsewhere; not where an event may be addressed. */
  readonly bulk?: BulkReader | undefined;
  /** Told of each stream, so that a stop can end it. */
  readonly streams: EventStreams;
  /** Given where an event may be addressed to one subscription by its id. */
  readonly findSubscription?: (id: string) => SubscriptionRecord | undefined;
}

const AddresseeSchema = z.object({ subscription_id: SubscriptionIdSchema });
const NDJSON = 'application/x-ndjson';
const ARRAY_GROUP = 500;

/** One event as an object, many as an array or as NDJSON. Answered once they are stored. */
export function createTriggerHandler(deps: TriggerDeps): (context: Context) => Promise<void> {
  const batchDeps: BatchDeps = {
    publish: deps.publish,
    readEvent: (source) => readEvent(deps, source),
  };
  const { bulk, catalogue } = deps;
  const isKnown = (type: string) => catalogue.isKnown(type);
  const streamDeps = { ...batchDeps, bulk, isKnown };
  return async (context) => {
    if (mediaTypeOf(context.req) === NDJSON) {
      checkEncoding(context.req);
      const stream = deps.streams.open(bytesOf(context.req), context.res);
      const outcome = await publishStream(streamDeps, stream);
      if (stream.isCut) {
        answerCut(context, outcome, stream);
        return;
      }
      answerBatch(context, outcome, [NDJSON, 'application/json']);
      return;
    }
    const source = await readJsonSource(context.req, deps.jsonLimitBytes);
    if (source?.root === 'array') {
      const outcome = await publishArray(batchDeps, source);
      answerBatch(context, outcome, ['application/json', NDJSON]);
      return;
    }
    context.status = 202;
    context.type = 'application/json; charset=utf-8';
    context.body = JSON.stringify(await publishOne(deps, source ?? scanJson('{}', 1)));
  };
}

async function publishOne(deps: TriggerDeps, source: JsonSource): Promise<Triggered> {
  const event = readEvent(deps, source);
  const [result] = await deps.publish([event]);
  switch (result?.kind) {
    case 'stored': {
      const message = `Event triggered: ${event.type}`;
      return { message, event_id: result.eventId, deliveries: result.deliveryIds.length };
    }
    case 'duplicate': {
      const message = `Event triggered before: ${event.type}; it is not sent again`;
      const { eventId: event_id, deliveries } = result;
      return { message, event_id, deliveries, is_duplicate: true };
    }
    case 'conflict':
      throw conflict();
    case undefined:
      throw new Error('an event was published without a result');
  }
}

async function publishArray(deps: BatchDeps, source: JsonSource): Promise<BatchOutcome> {
  const batch = new TriggerBatch(deps);
  for (let start = 0; start < source.slices.length; start += ARRAY_GROUP) {
    const group = source.slices.slice(start, start + ARRAY_GROUP);
    const lines = group.map((slice) =>
      readLine(deps, () => scanJson(source.text.slice(slice.start, slice.end), MAX_JSON_DEPTH)),
    );
    await batch.add(lines);
  }
  return batch.finish();
}

function readEvent(deps: TriggerDeps, source: JsonSource): EventToPublish {
  const schema = deps.findSubscription ? deliveryRoutes.triggerEvent.body : TriggerSchema;
  const { type, dataText, id } = readTrigger(source, schema);
  if (!deps.catalogue.isKnown(type)) {
    deps.catalogue.check([type], () => 'event');
  }
  const addressee = deps.findSubscription ? addresseeOf(deps, source) : undefined;
  return { type, dataText, id, origin: 'trigger', subscriptionIds: addressee };
}

function addresseeOf(deps: TriggerDeps, source: JsonSource) {
  const text = findMemberText(source, 'subscription_id');
  if (text === undefined) {
    return undefined;
  }
  const given = { subscription_id: JSON.parse(text) };
  const { subscription_id: id } = checkFields(AddresseeSchema, given);
  if (!deps.findSubscription?.(id)) {
    throw new AppError('subscription_not_found', 'There is no such subscription.', [
      { path: 'subscription_id', message: 'is not known' },
    ]);
  }
  return [id];
}

/** Not all was taken: no success, which a sender may take for the whole. Its results say what is stored. */
function answerCut(context: Context, outcome: BatchOutcome, stream: OpenEventStream): void {
  const { results, accepted, refused, errors } = outcome;
  const next = results.length + 1;
  const before = next === 1 ? '' : ` Of those before it, ${accepted} are stored.`;
  const detail = `The server stops: line ${next} and all that follow were not taken.${before} Send the lines from ${next} on again; with ids, sending all again is safe.`;
  const problem = problemOf('unavailable', detail, errors);
  const cut: CutStream = { ...problem, accepted, refused, next_line: next, results: [...results] };
  sendProblem(context, problem);
  context.respond = false;
  context.res.statusCode = problem.status;
  void stream.answerAndLinger(context.res, JSON.stringify(cut));
}

/** 202 where at least one was taken; a problem that names every bad field where none was. */
function answerBatch(context: Context, outcome: BatchOutcome, types: string[]): void {
  const { results, accepted, refused, errors, firstRefusal } = outcome;
  if (results.length === 0) {
    throw invalidFields([{ path: '', message: 'at least one event is required' }]);
  }
  if (accepted === 0 && firstRefusal) {
    const detail = `None of ${refused} events was accepted. The first: ${firstRefusal.message}`;
    sendProblem(context, problemOf(firstRefusal.code, detail, errors));
    return;
  }
  context.status = 202;
  if (context.accepts(types) === NDJSON) {
    context.type = NDJSON;
    context.body = linesOf(results);
    return;
  }
  const message =
    refused === 0 ? `${accepted} events triggered` : `${accepted} triggered, ${refused} refused`;
  context.type = 'application/json; charset=utf-8';
  context.body = JSON.stringify({ message, accepted, refused, results });
}

function linesOf(results: readonly BatchResult[]): string {
  return `${results.map((result) => JSON.stringify(result)).join('\n')}\n`;
}
