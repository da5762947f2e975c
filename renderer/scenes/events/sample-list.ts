import type { EventType } from '../../../server/contract/event.ts';

export interface SampleChoice {
  /** Unique among all samples of a type. */
  id: string;
  label: string;
  text: string;
  isOwn: boolean;
}

/** In the order in which they grow. */
const VARIANTS: readonly (readonly [string, string])[] = [
  ['minimal', 'Minimal'],
  ['typical', 'Typical'],
  ['every_field', 'Every field'],
  ['odd_unicode', 'Odd Unicode'],
];

const OWN = 'own:';

export function ownSampleId(name: string): string {
  return `${OWN}${name}`;
}

/** The name of a sample of one's own; undefined for one of the program's. */
export function ownSampleName(id: string): string | undefined {
  return id.startsWith(OWN) ? id.slice(OWN.length) : undefined;
}

/** All samples of a type: the program's variants that it has, then one's own. */
export function samplesOf(type: EventType): SampleChoice[] {
  const given: Record<string, unknown> = { ...type.samples, typical: type.sample };
  const known = VARIANTS.flatMap(([id, label]) =>
    id in given ? [{ id, label, text: pretty(given[id]), isOwn: false }] : [],
  );
  const others = Object.entries(type.samples ?? {})
    .filter(([id]) => !VARIANTS.some(([variant]) => variant === id))
    .map(([id, value]) => ({
      id,
      label: id.replaceAll('_', ' '),
      text: pretty(value),
      isOwn: false,
    }));
  const own = Object.entries(type.own_samples ?? {}).map(([name, text]) => ({
    id: ownSampleId(name),
    label: name,
    text,
    isOwn: true,
  }));
  return [...known, ...others, ...own];
}

export function firstText(type: EventType): string {
  return pretty(type.sample);
}

export function pretty(value: unknown): string {
  return JSON.stringify(value ?? {}, null, 2);
}
