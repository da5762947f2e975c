import type { CaptureDetail } from '../../../server/contract/capture.ts';
import type { Attempt, DeliveryDetail } from '../../../server/contract/delivery.ts';
import type { Explanation } from '../../../server/contract/explain.ts';
import { bytesOfBase64 } from '../../components/base64.ts';
import { countOf, countText } from '../../text/amount-text.ts';
import { suspectOf, suspectText } from './signed-bytes.ts';

const MARKS = { pass: '✓', fail: '✕', skipped: '–' };

/** What a report says of the request itself: never its body, query or headers. */
export interface ReportedRequest {
  /** `request #88` */
  name: string;
  line: string;
  valueName: 'Received' | 'Sent';
}

export function reportedCapture(detail: CaptureDetail): ReportedRequest {
  const { number, method, path, received_at: at, size } = detail;
  return {
    name: `request #${number}`,
    line: `${method} ${path.split('?')[0]}, ${at}, ${countText(size)} bytes`,
    valueName: 'Received',
  };
}

export function reportedAttempt(detail: DeliveryDetail, attempt: Attempt): ReportedRequest {
  const { method, url, body_base64: body } = attempt.request;
  const { origin, pathname } = new URL(url);
  const size = bytesOfBase64(body).byteLength;
  return {
    name: `delivery #${detail.number}, attempt ${attempt.number}`,
    line: `${method} ${origin}${pathname}, ${attempt.started_at}, ${countText(size)} bytes`,
    valueName: 'Sent',
  };
}

/**
 * The explanation as text for a colleague or a provider. The server masks the key before it leaves;
 * body and query stay out, since they may hold what is nobody's business.
 */
export function reportText(request: ReportedRequest, explanation: Explanation): string {
  const { report, causes } = explanation;
  return [
    `Signature of ${request.name}: ${report.verdict} (${explanation.certainty})`,
    explanation.headline,
    '',
    ...causes.flatMap((cause) => [
      `${cause.certainty.toUpperCase()}: ${cause.sentence}`,
      `  Usual reason: ${cause.usual_reason}`,
      `  Fix: ${cause.fix}`,
      ...(cause.evidence === '' ? [] : [`  Evidence: ${cause.evidence}`]),
    ]),
    `Request: ${request.line}`,
    `Dialect: ${report.dialect ?? 'unknown'}`,
    ...report.checks.map((check) => `${MARKS[check.result]} ${check.text}`),
    `Scheme: ${explanation.scheme}`,
    `Key: ${explanation.key_form}`,
    `${request.valueName}: ${explanation.received ?? 'nothing'}`,
    ...(explanation.computed === null ? [] : [`Computed: ${explanation.computed}`]),
    ...(explanation.differs_at === null
      ? []
      : [`They differ at character ${explanation.differs_at}.`]),
    signedLine(explanation),
    `Tried ${countOf(explanation.variants_tried, 'variant')}.`,
    '',
  ].join('\n');
}

function signedLine(explanation: Explanation): string {
  const suspect = suspectOf(explanation);
  const size = `Signed string: ${countText(explanation.signed_size)} bytes`;
  if (suspect === null || explanation.signed_base64 === null) {
    return size;
  }
  return `${size}; suspect at ${suspectText(bytesOfBase64(explanation.signed_base64), suspect)}`;
}
