import type { SpanPart } from './signed-bytes.ts';

export const PART_NAMES: Record<SpanPart, string> = {
  before_body: 'before the body',
  body: 'body',
  after_body: 'after the body',
  suspect: 'suspect',
};

/** Each part differs by more than its colour: underlined, plain, dotted, boxed. */
export const PART_LOOKS: Record<SpanPart, string> = {
  before_body: 'text-exposee underline decoration-1 underline-offset-3',
  body: 'text-ink',
  after_body: 'text-receiver underline decoration-dotted decoration-1 underline-offset-3',
  suspect: 'bg-fail-tint font-semibold text-fail outline-1 outline-fail',
};
