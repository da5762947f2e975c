import type { CompareSide } from '../../../server/contract/exchange.ts';
import { CaptureIdSchema, DeliveryIdSchema } from '../../../server/contract/ids.ts';
import type { ApiClient } from '../../api/client.ts';
import { bytesOfBase64 } from '../../components/base64.ts';

/** A side as it stands in the address: a request's id, or a delivery's with the attempt's number. */
export function sideOfText(text: string | null): CompareSide | null {
  const capture = CaptureIdSchema.safeParse(text);
  if (capture.success) {
    return { capture_id: capture.data };
  }
  const [id, number] = text?.split('.') ?? [];
  const delivery = DeliveryIdSchema.safeParse(id);
  if (!delivery.success) {
    return null;
  }
  const attempt = Number(number);
  return Number.isInteger(attempt) && attempt > 0
    ? { delivery_id: delivery.data, attempt }
    : { delivery_id: delivery.data };
}

export interface SideHead {
  title: string;
  href: string;
  at: string;
}

/** What a side is called, and where it is looked at alone. */
export async function loadHead(client: ApiClient, side: CompareSide): Promise<SideHead> {
  if ('capture_id' in side) {
    const { id, number, received_at } = await client.call('getCapture', {
      params: { id: side.capture_id },
    });
    return { title: `Request #${number}`, href: `/inbox/${id}`, at: received_at };
  }
  const detail = await client.call('getDelivery', { params: { id: side.delivery_id } });
  const attempt = attemptOf(detail.attempts, side.attempt);
  return {
    title: `Delivery #${detail.number}, attempt ${attempt?.number ?? '–'}`,
    href: `/deliveries/${detail.id}`,
    at: attempt?.started_at ?? detail.created_at,
  };
}

export async function loadBody(client: ApiClient, side: CompareSide): Promise<Uint8Array> {
  if ('capture_id' in side) {
    return (await client.captureBody(side.capture_id, null)).bytes;
  }
  const { attempts } = await client.call('getDelivery', { params: { id: side.delivery_id } });
  return bytesOfBase64(attemptOf(attempts, side.attempt)?.request.body_base64 ?? '');
}

function attemptOf<Attempt extends { number: number }>(
  attempts: readonly Attempt[],
  number: number | undefined,
): Attempt | undefined {
  return number === undefined ? attempts.at(-1) : attempts.find((one) => one.number === number);
}
