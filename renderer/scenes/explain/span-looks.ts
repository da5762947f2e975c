import type { SpanPart } from './signed-bytes.ts';

export const PART_NAMES: Record<SpanPart, string> = {
  id: 'id',
  timestamp: 'timestamp',
  method: 'method',
  url: 'URL',
  before_body: 'before the body',
  body: 'body',
  after_body: 'after the body',
  suspect: 'suspect',
};

/** Each part differs by more than its colour: by its underline, or by a box. */
export const PART_LOOKS: Record<SpanPart, string> = {
  id: 'text-exposee underline decoration-1 underline-offset-3',
  timestamp: 'text-receiver underline decoration-dotted decoration-1 underline-offset-3',
  method: 'text-info underline decoration-wavy decoration-1 underline-offset-3',
  url: 'text-info underline decoration-double decoration-1 underline-offset-3',
  before_body: 'text-ink-3',
  body: 'text-ink',
  after_body: 'text-ink-3',
  suspect: 'bg-fail-tint font-semibold text-fail outline-1 outline-fail',
};
