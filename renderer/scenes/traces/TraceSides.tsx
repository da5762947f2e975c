import { type ReactNode, useCallback } from 'react';
import { Link } from 'wouter';
import type { Capture } from '../../../server/contract/capture.ts';
import type { Attempt, DeliveryDetail } from '../../../server/contract/delivery.ts';
import { AnswerMark, AttemptMark } from '../../components/DeliveryMark.tsx';
import { Fact, FactList } from '../../components/Scene.tsx';
import { VerdictMark } from '../../components/Status.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { durationText, sizeText } from '../../text/amount-text.ts';
import { useDetail } from '../list/use-detail.ts';

interface SideProps {
  title: string;
  tone: string;
  children: ReactNode;
}

function Side({ title, tone, children }: SideProps) {
  return (
    <section aria-label={title} className="min-w-0 rounded-card border border-line bg-panel p-4">
      <h2 className={`mb-3 text-pane font-semibold ${tone}`}>{title}</h2>
      {children}
    </section>
  );
}

interface SentSideProps {
  detail: DeliveryDetail;
  attempt: Attempt | null;
}

export function SentSide({ detail, attempt }: SentSideProps) {
  return (
    <Side title="↗ Sent" tone="text-exposee">
      {attempt === null ? (
        <p className="text-body text-ink-2">{detail.note ?? 'Not attempted yet.'}</p>
      ) : (
        <FactList>
          <Fact name="Delivery">
            <Link href={`/deliveries/${detail.id}`} className="text-accent underline">
              #{detail.number}
            </Link>
            attempt {attempt.number}
          </Fact>
          <Fact name="At">
            <TimeText instant={attempt.started_at} />
          </Fact>
          <Fact name="To">
            <span className="mono min-w-0 wrap-anywhere">{attempt.request.url}</span>
          </Fact>
          <Fact name="Body">{sizeText(attempt.request.size)}</Fact>
          <Fact name="Got">
            <AttemptMark attempt={attempt} />
            <span className="tabular">{durationText(attempt.timing.total_ms)}</span>
          </Fact>
          <Fact name="Why">{attempt.explanation}</Fact>
        </FactList>
      )}
    </Side>
  );
}

export function CapturedSide({ capture }: { capture: Capture | null }) {
  const { client } = useWorkbench();
  const load = useCallback((id: string) => client.call('getCapture', { params: { id } }), [client]);
  const { data } = useDetail(capture?.id, '', load);
  return (
    <Side title="↙ Captured" tone="text-receiver">
      {capture === null ? (
        <p className="text-body text-ink-2">
          No request of this receiver carries the id of this delivery. It went elsewhere, or was
          deleted.
        </p>
      ) : (
        <FactList>
          <Fact name="Request">
            <Link href={`/inbox/${capture.id}`} className="text-accent underline">
              #{capture.number}
            </Link>
            <span className="mono">
              {capture.method} {capture.path}
            </span>
          </Fact>
          <Fact name="At">
            <TimeText instant={capture.received_at} />
          </Fact>
          <Fact name="From">{data?.remote.address ?? '…'}</Fact>
          <Fact name="Body">{sizeText(capture.size)}</Fact>
          <Fact name="Signature">
            <VerdictMark verdict={capture.signature.verdict} />
            <span className="text-ink-2">{data?.signature_report?.reason}</span>
          </Fact>
          <Fact name="Answered">
            <AnswerMark status={capture.status} />
            <span className="text-ink-2">{data?.answer?.text}</span>
          </Fact>
        </FactList>
      )}
    </Side>
  );
}
