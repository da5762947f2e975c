import { useMemo } from 'react';
import { Link } from 'wouter';
import type { CaptureDetail } from '../../../server/contract/capture.ts';
import { bytesOfBase64, textOfBytes } from '../../components/base64.ts';
import { AnswerMark } from '../../components/DeliveryMark.tsx';
import { HeaderTable } from '../../components/HeaderTable.tsx';
import { Fact, FactList } from '../../components/Scene.tsx';
import { durationText, sizeText } from '../../text/amount-text.ts';

/** What was answered, who decided it, and what the own app said where it was forwarded. */
export function ResponseTab({ detail }: { detail: CaptureDetail }) {
  const { answer } = detail;
  const bytes = useMemo(() => bytesOfBase64(answer?.body_base64 ?? ''), [answer]);
  if (answer === null) {
    return <p className="p-4 text-body text-ink-2">Not answered yet.</p>;
  }
  return (
    <div className="grid content-start gap-4 py-3">
      <div className="px-3">
        <FactList>
          <Fact name="Answer">
            <AnswerMark status={answer.status} />
            <span>{answer.text}</span>
          </Fact>
          <Fact name="By">
            {answer.rule_name ? `rule “${answer.rule_name}”` : answer.by}
            <Link
              href={`/rules${answer.rule_id ? `/${answer.rule_id}` : ''}?try=${detail.id}`}
              className="text-accent underline"
            >
              Try on the rules
            </Link>
          </Fact>
          <Fact name="Time">{durationText(detail.duration_ms)}</Fact>
          {answer.fault ? <Fact name="Fault">{answer.fault}</Fact> : null}
        </FactList>
      </div>
      <HeaderTable caption="Headers of the answer" headers={answer.headers} />
      <div className="px-3">
        <h3 className="mb-1 text-table font-medium text-ink-2">
          Body, {sizeText(bytes.byteLength)}
        </h3>
        {bytes.byteLength === 0 ? null : (
          <pre className="mono overflow-x-auto rounded-card border border-line bg-canvas p-2 text-table">
            {textOfBytes(bytes)}
          </pre>
        )}
      </div>
      {detail.forwards.map((forward) => (
        <div key={forward.at + forward.url} className="px-3">
          <h3 className="mb-1 text-table font-medium text-ink-2">
            Forwarded to <span className="mono break-all">{forward.url}</span>
          </h3>
          <p className="text-body">{forward.text}</p>
        </div>
      ))}
    </div>
  );
}
