import { useCallback } from 'react';
import { Link } from 'wouter';
import type { Attempt, Delivery } from '../../../server/contract/delivery.ts';
import { bytesOfBase64, textOfBytes } from '../../components/base64.ts';
import { DeliveryMark } from '../../components/DeliveryMark.tsx';
import { Section } from '../../components/Scene.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { durationText, sizeText } from '../../text/amount-text.ts';
import { useDetail } from '../list/use-detail.ts';

/** What the last delivery came to: status, duration, what was answered and what follows. */
export function LastDelivery({ delivery }: { delivery: Delivery }) {
  const { client } = useWorkbench();
  const load = useCallback(
    (id: string) => client.call('getDelivery', { params: { id } }),
    [client],
  );
  const { data } = useDetail(delivery.id, `${delivery.updated_at} ${delivery.attempts}`, load);
  const attempt = data?.attempts.at(-1);
  return (
    <Section
      title="Last delivery"
      actions={
        <Link href={`/deliveries/${delivery.id}`} className="text-body text-accent underline">
          Show every attempt
        </Link>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-card border border-line p-3">
        <p className="tabular flex flex-wrap items-center gap-x-3 gap-y-1 text-table text-ink-2">
          <DeliveryMark delivery={delivery} />
          <span className="text-body font-medium text-ink">{delivery.event_type}</span>
          {delivery.last_duration_ms === null ? null : (
            <span>{durationText(delivery.last_duration_ms)}</span>
          )}
          {delivery.state === 'pending' && delivery.attempts > 0 ? (
            <span>
              attempt {delivery.attempts} of {delivery.attempts_planned}
            </span>
          ) : null}
          <TimeText instant={delivery.created_at} />
        </p>
        {attempt ? <AnswerOf attempt={attempt} /> : null}
      </div>
    </Section>
  );
}

const SHOWN_CHARS = 600;

function AnswerOf({ attempt: { explanation, response } }: { attempt: Attempt }) {
  return (
    <>
      <p className="text-body">{explanation}</p>
      {response === null ? null : response.size === 0 ? (
        <p className="text-table text-ink-3">The answer has no body.</p>
      ) : (
        <p className="mono line-clamp-6 rounded-control bg-canvas px-2 py-1 text-table break-all whitespace-pre-wrap">
          <span className="sr-only">Answer: </span>
          {bodyText(response)}
        </p>
      )}
    </>
  );
}

function bodyText({ body_base64: body, size }: NonNullable<Attempt['response']>): string {
  const text = textOfBytes(bytesOfBase64(body));
  return /[\0\uFFFD]/.test(text) ? `${sizeText(size)}, not text` : text.slice(0, SHOWN_CHARS);
}
