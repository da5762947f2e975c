import type { CaptureDetail } from '../../../../server/contract/capture.ts';
import type { Explanation } from '../../../../server/contract/explain.ts';
import { bytesOfBase64 } from '../../../components/base64.ts';
import { suspectOf, suspectText } from '../../explain/signed-bytes.ts';

const MARKS = { pass: '✓', fail: '✕', skipped: '–' };

type ReportedRequest = Pick<CaptureDetail, 'number' | 'method' | 'path' | 'received_at' | 'size'>;

/**
 * The explanation as text for a colleague or a provider. The server masks the key before it leaves;
 * body and query stay out, since they may hold what is nobody's business.
 */
export function reportText(detail: ReportedRequest, explanation: Explanation): string {
  const { report, causes } = explanation;
  return [
    `Signature of request #${detail.number}: ${report.verdict} (${explanation.certainty})`,
    explanation.headline,
    '',
    ...causes.flatMap((cause) => [
      `${cause.certainty.toUpperCase()}: ${cause.sentence}`,
      `  Usual reason: ${cause.usual_reason}`,
      `  Fix: ${cause.fix}`,
      ...(cause.evidence === '' ? [] : [`  Evidence: ${cause.evidence}`]),
    ]),
    `Request: ${detail.method} ${detail.path.split('?')[0]}, ${detail.received_at}, ${detail.size} bytes`,
    `Dialect: ${report.dialect ?? 'unknown'}`,
    ...report.checks.map((check) => `${MARKS[check.result]} ${check.text}`),
    `Scheme: ${explanation.scheme}`,
    `Key: ${explanation.key_form}`,
    `Received: ${explanation.received ?? 'nothing'}`,
    ...(explanation.computed === null ? [] : [`Computed: ${explanation.computed}`]),
    ...(explanation.differs_at === null
      ? []
      : [`They differ at character ${explanation.differs_at}.`]),
    signedLine(explanation),
    `Tried ${explanation.variants_tried} variants.`,
    '',
  ].join('\n');
}

function signedLine(explanation: Explanation): string {
  const suspect = suspectOf(explanation);
  const size = `Signed string: ${explanation.signed_size} bytes`;
  if (suspect === null || explanation.signed_base64 === null) {
    return size;
  }
  return `${size}; suspect at ${suspectText(bytesOfBase64(explanation.signed_base64), suspect)}`;
}
