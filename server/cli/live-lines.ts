import type { Capture } from '../contract/capture.ts';
import type { Delivery } from '../contract/delivery.ts';
import type { Verdict } from '../contract/signature.ts';
import { plain, type Terminal } from './terminal.ts';

/** One line for a delivery or a capture, as `tail` and `listen` print them. */

export function describeDelivery(delivery: Delivery, { colors }: Terminal): string {
  const paint = {
    pending: colors.yellow,
    delivered: colors.green,
    failed: colors.red,
    cancelled: colors.dim,
  }[delivery.state];
  const outcome = delivery.last_status ?? delivery.last_outcome ?? '';
  const tookMs =
    delivery.last_duration_ms === null ? '' : `${Math.round(delivery.last_duration_ms)}ms`;
  const next =
    delivery.state === 'pending' && delivery.next_attempt_at !== null && delivery.attempts > 0
      ? `next ${timeOf(delivery.next_attempt_at)}`
      : '';
  return words(
    colors.dim(timeOf(delivery.updated_at)),
    colors.cyan('→'),
    `#${delivery.number}`,
    paint(delivery.state),
    plain(delivery.event_type),
    plain(delivery.url),
    delivery.attempts > 0 ? `attempt ${delivery.attempts}` : '',
    String(outcome),
    tookMs,
    next,
  );
}

export function describeCapture(capture: Capture, { colors }: Terminal): string {
  return words(
    colors.dim(timeOf(capture.received_at)),
    colors.magenta('←'),
    `#${capture.number}`,
    `${plain(capture.method)} ${plain(capture.path)}`,
    capture.event_type === null ? '' : plain(capture.event_type),
    `${capture.size} B`,
    verdictText(capture.signature.verdict, capture.signature.dialect, { colors }),
    capture.status === null ? 'connection cut' : `answered ${capture.status}`,
  );
}

function verdictText(
  verdict: Verdict,
  dialect: string | null,
  { colors }: Pick<Terminal, 'colors'>,
): string {
  const paint = { valid: colors.green, invalid: colors.red, stale: colors.red }[verdict as string];
  const text = `signature ${verdict}${dialect === null ? '' : ` (${plain(dialect)})`}`;
  return paint ? paint(text) : colors.dim(text);
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('  ');
}

/** The time of day here, to the millisecond. */
function timeOf(instant: string): string {
  const time = new Date(instant);
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}
