import type { EventType } from '../contract/event.ts';
import { AppError } from '../core/errors.ts';
import { hasTemplate } from '../core/template.ts';
import type { ConfigStores, LiveFeed } from '../ports.ts';

export interface OwnSamplesDeps {
  readonly eventTypes: ConfigStores['eventTypes'];
  readonly feed: Pick<LiveFeed, 'changed'>;
}

/** A type that ships with the program is stored only for the samples that were added to it. */
export function withOwnSamples({ eventTypes }: OwnSamplesDeps, type: EventType): EventType {
  const ownSamples = eventTypes.find(type.name)?.own_samples;
  return ownSamples ? { ...type, own_samples: ownSamples } : type;
}

/** Throws AppError `invalid_request` for a text that neither is JSON nor may become it. */
export async function saveOwnSample(
  deps: OwnSamplesDeps,
  type: EventType,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<EventType> {
  checkSampleText(text);
  const changed = { ...type, own_samples: { ...type.own_samples, [name]: text } };
  await deps.eventTypes.put({ ...changed, id: type.name });
  deps.feed.changed('event_types');
  return changed;
}

export async function removeOwnSample(
  deps: OwnSamplesDeps,
  { own_samples: before, ...type }: EventType,
  name: string,
): Promise<void> {
  const { [name]: _, ...others } = before ?? {};
  const hasOthers = Object.keys(others).length > 0;
  if (hasOthers || type.origin === 'user') {
    await deps.eventTypes.put({
      ...type,
      ...(hasOthers ? { own_samples: others } : {}),
      id: type.name,
    });
  } else {
    await deps.eventTypes.remove(type.name);
  }
  deps.feed.changed('event_types');
}

function checkSampleText(text: string): void {
  if (hasTemplate(text)) {
    return;
  }
  try {
    JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'cannot be read';
    const errors = [{ path: 'text', message }];
    throw new AppError('invalid_request', `text: not JSON: ${message}`, errors);
  }
}
