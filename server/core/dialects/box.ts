import { isUtf8 } from 'node:buffer';
import type { SignatureReport } from '../../contract/signature.ts';
import type { VerifyInput } from './dialect.ts';
import { createDialect, judgeRequest } from './engine.ts';
import { asciiJson } from './envelope.ts';
import { delivery, growing, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';

/** Box webhooks, version 2. */
export const box = createDialect(
  {
    id: 'box',
    name: 'Box',
    kind: 'symmetric',
    signature: {
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      comparison: 'decoded',
      place: {
        kind: 'header',
        header: 'Box-Signature-Primary',
        prefix: '',
        moreHeaders: ['Box-Signature-Secondary'],
      },
      timestamp: {
        place: { kind: 'header', header: 'Box-Delivery-Timestamp' },
        unit: 'iso',
        window: { pastMs: 10 * MINUTE_MS, futureMs: 0 },
      },
      signed: [{ kind: 'body' }, { kind: 'timestamp' }],
    },
    key: { form: 'utf8', make: { prefix: '', size: 32, alphabet: 'letters_digits' } },
    envelope: {
      ...jsonEnvelope(
        '{"type":"webhook_event","id":{{delivery_uuid}},"created_at":{{event_iso_s}},"trigger":{{event_type}},"webhook":{"id":"1000001","type":"webhook"},"created_by":{"type":"user","id":"2000001","name":"Ada Okafor","login":"ada@example.com"},"source":{{data}},"additional_info":[]}',
        'Box-WH-Client',
        [
          ['Box-Delivery-Id', '{{delivery_uuid}}'],
          ['Box-Signature-Version', '1'],
          ['Box-Signature-Algorithm', 'HmacSHA256'],
        ],
      ),
    },
    eventTypeAt: { kind: 'body', path: 'trigger' },
    deliveryIdAt: { kind: 'header', header: 'Box-Delivery-Id' },
    delivery: delivery(
      30_000,
      growing(10, MINUTE_MS, 2).map((ms) => Math.min(ms, HOUR_MS)),
      { note: 'Box publishes no figures that we have read: these are defaults to change.' },
    ),
    events: [
      {
        type: 'FILE.UPLOADED',
        description: 'A file was uploaded',
        data: {
          id: '3000001',
          type: 'file',
          name: 'invoice.pdf',
          size: 4200,
          parent: { id: '0', type: 'folder', name: 'All Files' },
        },
      },
      {
        type: 'FILE.DELETED',
        description: 'A file was deleted',
        data: { id: '3000001', type: 'file', name: 'invoice.pdf' },
      },
    ],
    docsNote:
      'Two slots for two keys, so that keys are rotated one after the other. The timestamp text follows the body; a time in the future is refused.',
    package: {
      name: 'box-node-sdk',
      call: 'WebhooksManager.validateMessage(body, headers, primaryKey)',
      companions: ['Box-Signature-Version', 'Box-Signature-Algorithm'],
      notes: [
        {
          when: 'missing_companion',
          text: "Box's package also demands Box-Signature-Version: 1 and Box-Signature-Algorithm: HmacSHA256.",
        },
      ],
    },
  },
  { secondLook: withEscapes },
);

/** Box also signs the body with everything beyond ASCII escaped while sending it as it is; its package tries both. */
function withEscapes(report: SignatureReport, input: VerifyInput): SignatureReport {
  const isPlain = input.bodyBytes.every((byte) => byte < 0x80);
  if (report.verdict !== 'invalid' || isPlain || !isUtf8(input.bodyBytes)) {
    return report;
  }
  const escaped = asciiJson(Buffer.from(input.bodyBytes).toString('utf8'));
  const again = judgeRequest(box.facts, { ...input, bodyBytes: Buffer.from(escaped) });
  const note = 'Box signed this body with everything beyond ASCII written as \\u escapes.';
  return again.verdict === 'invalid' ? report : { ...again, notes: [...again.notes, note] };
}
