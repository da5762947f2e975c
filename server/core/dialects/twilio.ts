import { createHash } from 'node:crypto';
import type { SignatureReport } from '../../contract/signature.ts';
import type { VerifyInput } from './dialect.ts';
import { createDialect, judgeRequest } from './engine.ts';
import type { DialectFacts, SignatureFacts } from './facts.ts';
import { bodySignature, delivery, textKey } from './presets.ts';

function urlSignature(name: 'twilio_form' | 'twilio_json', formula: string): SignatureFacts {
  return {
    ...bodySignature('X-Twilio-Signature', { algorithm: 'hmac-sha1', encoding: 'base64' }),
    signed: [{ kind: 'canonical', name, formula }],
  };
}

const HEADERS = [
  ['User-Agent', 'TwilioProxy/1.1'],
  ['Accept', '*/*'],
  ['I-Twilio-Idempotency-Token', '{{delivery_uuid}}'],
] as const;

const shared: Omit<DialectFacts, 'id' | 'name' | 'signature' | 'envelope' | 'docsNote'> = {
  kind: 'symmetric',
  key: textKey('', 32),
  eventTypeAt: { kind: 'none', text: 'none: told by the endpoint (MessageStatus, CallStatus)' },
  deliveryIdAt: { kind: 'header', header: 'I-Twilio-Idempotency-Token' },
  delivery: delivery(15_000, [0], {
    note: 'Documented by Twilio: connect 5 s, 15 s in all, one retry on a failed connection; adjustable by the fragment of the URL (#rc=2&rt=5000).',
  }),
  events: [
    {
      type: 'message.received',
      description: 'A text message came in',
      data: {
        MessageSid: 'SM0123456789abcdef0123456789abcdef',
        AccountSid: 'AC0123456789abcdef0123456789abcdef',
        From: '+15005550006',
        To: '+15005550001',
        Body: 'Hello',
        NumMedia: '0',
      },
    },
    {
      type: 'message.status',
      description: 'The state of a sent message changed',
      data: {
        MessageSid: 'SM0123456789abcdef0123456789abcdef',
        MessageStatus: 'delivered',
        AccountSid: 'AC0123456789abcdef0123456789abcdef',
        From: '+15005550001',
        To: '+15005550006',
      },
    },
    {
      type: 'call.status',
      description: 'The state of a call changed',
      data: {
        CallSid: 'CA0123456789abcdef0123456789abcdef',
        CallStatus: 'completed',
        CallDuration: '12',
        AccountSid: 'AC0123456789abcdef0123456789abcdef',
        From: '+15005550006',
        To: '+15005550001',
      },
    },
  ],
  package: {
    name: 'twilio',
    call: 'validateRequest(token, signature, url, params), validateRequestWithBody(token, signature, url, body)',
    notes: [],
  },
};

/** Twilio calls with a form, or with GET. */
export const twilioForm = createDialect(
  {
    ...shared,
    id: 'twilio-form',
    name: 'Twilio (form)',
    signature: urlSignature('twilio_form', 'url + each decoded form name + value, sorted by name'),
    envelope: {
      headers: [['Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8'], ...HEADERS],
      body: { kind: 'form' },
    },
    docsNote:
      'The URL is signed as Twilio called it: behind a proxy, rebuild it from configuration. With or without the default port, and with a raw or escaped apostrophe in the query, are accepted alike.',
  },
  { verify: (input) => verifyAnyUrl(twilioForm.facts, input) },
);

/** Twilio calls with a JSON body: the URL carries its digest. */
export const twilioJson = createDialect(
  {
    ...shared,
    id: 'twilio-json',
    name: 'Twilio (JSON)',
    signature: urlSignature('twilio_json', 'url with bodySHA256=hex( SHA-256( body ) )'),
    envelope: {
      headers: [['Content-Type', 'application/json'], ...HEADERS],
      body: { kind: 'json', template: '{{data}}' },
    },
    docsNote:
      'Only the URL is signed; its parameter bodySHA256 binds the body. A checker that leaves the digest out checks nothing of the body.',
  },
  {
    adjust: (request) => {
      const [base = '', fragment] = request.url.split('#', 2);
      const digest = `bodySHA256=${sha256Hex(request.bodyBytes)}`;
      const url = `${base}${base.includes('?') ? '&' : '?'}${digest}`;
      return { ...request, url: fragment === undefined ? url : `${url}#${fragment}` };
    },
    verify: (input) => withBodyDigest(verifyAnyUrl(twilioJson.facts, input), input),
  },
);

/** Twilio's package takes the URL with or without the default port, whichever was signed. */
function verifyAnyUrl(facts: DialectFacts, input: VerifyInput): SignatureReport {
  const first = judgeRequest(facts, input);
  if (first.verdict !== 'invalid') {
    return first;
  }
  for (const url of urlVariants(input.url)) {
    const report = judgeRequest(facts, { ...input, url });
    if (report.verdict === 'valid') {
      return { ...report, notes: [...report.notes, `The sender signed the URL as ${url}`] };
    }
  }
  return first;
}

function urlVariants(url: string): string[] {
  const parts = /^(https?):\/\/([^/?#]+)(.*)$/i.exec(url);
  if (!parts) {
    return [];
  }
  const [, scheme = '', host = '', rest = ''] = parts;
  const port = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  const bare = /:\d+$/.test(host) ? host.replace(/:\d+$/, '') : host + port;
  const quoted = rest.includes("'") ? rest.replaceAll("'", '%27') : rest.replaceAll('%27', "'");
  const variants = [
    `${scheme}://${bare}${rest}`,
    `${scheme}://${host}${quoted}`,
    `${scheme}://${bare}${quoted}`,
  ];
  return variants.filter((variant) => variant !== url);
}

function withBodyDigest(report: SignatureReport, input: VerifyInput): SignatureReport {
  if (report.verdict !== 'valid') {
    return report;
  }
  const stated = /[?&]bodySHA256=([0-9a-f]+)/i.exec(input.url)?.[1];
  if (stated?.toLowerCase() === sha256Hex(input.bodyBytes)) {
    return report;
  }
  const reason =
    stated === undefined
      ? 'The URL is signed well, but carries no bodySHA256: nothing binds the body.'
      : 'The URL is signed well, but its bodySHA256 is not the digest of this body.';
  const checks = report.checks.map((check) =>
    check.name === 'bytes_match' ? { ...check, result: 'fail' as const, text: reason } : check,
  );
  return { ...report, verdict: 'invalid', reason, checks };
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
