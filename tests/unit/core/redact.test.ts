import { describe, expect, it } from 'vitest';
import {
  maskSecret,
  redactFields,
  redactHeaders,
  redactText,
  redactUrl,
} from '../../../server/core/redact.ts';

describe('redaction', () => {
  it('leaves out the query of a URL', () => {
    expect(redactUrl('https://x.example/hook?code=abc&b=1')).toBe(
      'https://x.example/hook?[redacted]',
    );
    expect(redactUrl('https://x.example/hook')).toBe('https://x.example/hook');
  });

  it('blanks credentials and signatures among headers, whatever their case', () => {
    expect(
      redactHeaders([
        ['AUTHORIZATION', 'Bearer x'],
        ['webhook-signature', 'v1,abc'],
        ['X-Hub-Signature-256', 'sha256=abc'],
        ['X-Api-Key', 'k'],
        ['webhook-id', 'evt_1'],
      ]).map(([, value]) => value),
    ).toEqual(['[redacted]', '[redacted]', '[redacted]', '[redacted]', 'evt_1']);
  });

  it('blanks fields named like secrets at any depth, and secrets inside of texts', () => {
    const fields = {
      subscription: { secret: 'x', keys: [{ api_key: 'y', url: 'http://a' }] },
      detail: 'signed with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      bodyBytes: new Uint8Array(2),
    };
    expect(redactFields(fields)).toEqual({
      subscription: { secret: '[redacted]', keys: [{ api_key: '[redacted]', url: 'http://a' }] },
      detail: 'signed with whsec_[redacted]',
      bodyBytes: new Uint8Array(2),
    });
    expect(redactText('Authorization: Bearer abcdefghijkl')).toBe(
      'Authorization: Bearer [redacted]',
    );
  });

  it('shows of a secret its prefix, and its end only where enough stays hidden', () => {
    expect(maskSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe('whsec_…aSw');
    expect(maskSecret('short')).toBe('…');
    expect(maskSecret('whsec_short')).toBe('whsec_…');
  });
});
