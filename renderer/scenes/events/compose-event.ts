import type { composeRoutes } from '../../../server/contract/control/compose-routes.ts';
import type { RouteInput } from '../../../server/contract/route.ts';

export const BREAK_CHOICES = [
  { id: 'wrong_signature', label: 'wrong signature' },
  { id: 'stale_time', label: 'stale time' },
  { id: 'duplicate', label: 'duplicate' },
  { id: 'no_header', label: 'no header' },
  { id: 'crlf', label: 'CRLF' },
] as const;
export type BreakId = (typeof BREAK_CHOICES)[number]['id'];

export type Target =
  | { kind: 'all' }
  | { kind: 'subscription'; id: string }
  /** An empty secret: one is made. */
  | { kind: 'url'; url: string; dialect: string; secret: string };

export interface ComposedEvent {
  eventType: string;
  /** JSON, or a template that becomes JSON. */
  template: string;
  /** False: braces are text like any other. */
  isTemplate: boolean;
  target: Target;
  breakIt: readonly BreakId[];
  times: number;
}

export type SendOptionValues = Omit<ComposedEvent, 'eventType' | 'template'>;

type Body = RouteInput<(typeof composeRoutes)['previewEvent']>['body'];

export function hasBraces(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** Why this cannot be fired; undefined where it can. */
export function composeFault({ target, breakIt }: ComposedEvent): string | undefined {
  if (target.kind === 'url' && !/^https?:\/\/[^\s/]+/i.test(target.url)) {
    return 'Write the URL to send to, such as http://localhost:3000/hooks.';
  }
  return target.kind === 'all' && breakIt.length > 0
    ? 'Choose one subscription or URL: something broken goes to one target only.'
    : undefined;
}

/** What the server is asked for; the template goes as text, so that every character stays. */
export function composeBody(event: ComposedEvent, seed?: number): Body {
  const { target, breakIt } = event;
  return {
    event: event.eventType,
    template: event.template,
    is_template: event.isTemplate,
    ...(seed === undefined ? {} : { seed }),
    ...(target.kind === 'subscription' ? { subscription_id: target.id } : {}),
    ...(target.kind === 'url' ? { url: target.url, dialect: target.dialect } : {}),
    ...(target.kind === 'url' && target.secret !== '' ? { secret: target.secret } : {}),
    ...(breakIt.length > 0 ? { break_it: [...breakIt] } : {}),
  };
}

/** `59 bytes as sent`, `59 to 83 bytes as sent`; where nobody wants it, so. */
export function sentSizeText(sizes: readonly number[]): string {
  if (sizes.length === 0) {
    return 'no one to send it to';
  }
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  const count = (bytes: number) => bytes.toLocaleString('en');
  const unit = most === 1 ? 'byte' : 'bytes';
  return least === most
    ? `${count(most)} ${unit} as sent`
    : `${count(least)} to ${count(most)} ${unit} as sent`;
}
