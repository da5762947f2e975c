import type { Outcome } from '../contract/delivery.ts';
import type { RawHeaders } from '../contract/text.ts';
import type { DialectKey } from './dialects/dialect.ts';
import { standard } from './dialects/standard.ts';
import { headerValues } from './raw-headers.ts';

/** One thing that a probe was examined for. */
export interface Finding {
  readonly what: string;
  readonly is_ok: boolean;
  readonly text: string;
}

/** A probe as it reached the receiver. */
export interface ArrivedProbe {
  readonly method: string;
  readonly path: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
}

export interface ExaminedProbe {
  readonly sent: {
    readonly method: string;
    readonly url: string;
    readonly target: string;
    readonly headers: RawHeaders;
    readonly bodyBytes: Uint8Array;
  };
  /** Undefined where it never reached the receiver. */
  readonly arrived?: ArrivedProbe | undefined;
  readonly result: {
    readonly outcome: Outcome;
    readonly status: number | null;
    readonly headers: RawHeaders;
    readonly bodyBytes: Uint8Array;
    readonly detail: string | null;
  };
  /** What the receiver answered: it has to come back. */
  readonly answer: string;
  readonly key: DialectKey;
  readonly nowMs: number;
}

/** What the path changed of a probe, in the order in which it matters. */
export function findingsOfProbe(probe: ExaminedProbe): Finding[] {
  const { sent, arrived, result } = probe;
  if (!arrived) {
    return [notArrived(result)];
  }
  return [
    good('arrived', 'The probe reached this receiver.'),
    check('method', sent.method === arrived.method, {
      yes: 'The method is kept.',
      no: `${sent.method} became ${arrived.method}: something redirects or rewrites.`,
    }),
    queryFinding(sent.target, arrived),
    ...headerFindings(sent.headers, arrived.headers),
    bodyFinding(sent.bodyBytes, arrived.bodyBytes),
    signatureFinding(probe, arrived),
    check('answer', Buffer.from(result.bodyBytes).toString() === probe.answer, {
      yes: 'The answer comes back whole.',
      no: `The answer that came back (${result.status ?? result.outcome}) is not the one that was sent.`,
    }),
  ];
}

function notArrived(result: ExaminedProbe['result']): Finding {
  if (result.outcome === 'redirected') {
    const [location = 'elsewhere'] = headerValues(result.headers, 'location');
    const text = `The URL redirects (${result.status}) to ${location}: senders of webhooks do not follow that. Use the address it leads to.`;
    return { what: 'redirect', is_ok: false, text };
  }
  if (result.status === null) {
    const why = result.detail ?? result.outcome;
    return {
      what: 'arrived',
      is_ok: false,
      text: `Nothing answers: ${why}. Is the tunnel running?`,
    };
  }
  const text = `Something else answered ${result.status}: the URL does not lead to this receiver, or a page stands in between.`;
  return { what: 'arrived', is_ok: false, text };
}

function queryFinding(target: string, arrived: ArrivedProbe): Finding {
  const query = (text: string) => (text.includes('?') ? text.slice(text.indexOf('?')) : '');
  const [before, after] = [query(target), query(arrived.target)];
  if (after === '') {
    return { what: 'query', is_ok: false, text: 'The query was dropped.' };
  }
  return check('query', before === after, {
    yes: 'Path and query are kept.',
    no: `The query was rewritten: ${before} became ${after}. Dialects that sign the URL fail.`,
  });
}

function headerFindings(sent: RawHeaders, arrived: RawHeaders): Finding[] {
  const own = sent.filter(([name]) => !/^(host|content-length|connection)$/i.test(name));
  const lost = own.filter(([name]) => headerValues(arrived, name.toLowerCase()).length === 0);
  const changed = own.filter(([name, value]) => {
    const values = headerValues(arrived, name.toLowerCase()).join(', ');
    return values !== '' && !values.split(', ').includes(value);
  });
  const names = new Set(arrived.map(([name]) => name));
  const recased = own.filter(([name]) => !names.has(name) && !lost.some(([gone]) => gone === name));
  return [
    check('headers', lost.length + changed.length === 0, {
      yes: 'All headers arrive.',
      no: `Headers ${lost.length > 0 ? `were dropped: ${listed(lost)}` : `were changed: ${listed(changed)}`}.`,
    }),
    check('header_case', recased.length === 0, {
      yes: 'Header names keep their case.',
      no: `Header names lose their case: ${listed(recased)}. Harmless where names are compared without case.`,
    }),
  ];
}

function bodyFinding(sent: Uint8Array, arrived: Uint8Array): Finding {
  if (Buffer.from(sent).equals(arrived)) {
    return good('body', 'The body arrives byte for byte.');
  }
  const isCut = arrived.length < sent.length && Buffer.from(sent).indexOf(arrived) === 0;
  const how = isCut
    ? `was cut at ${arrived.length} of ${sent.length} bytes`
    : 'was parsed and written again, or re-encoded';
  return { what: 'body', is_ok: false, text: `The body ${how}. Signatures over it fail.` };
}

function signatureFinding(probe: ExaminedProbe, arrived: ArrivedProbe): Finding {
  const report = standard.verify({
    method: arrived.method,
    url: probe.sent.url,
    headers: arrived.headers,
    bodyBytes: arrived.bodyBytes,
    nowMs: probe.nowMs,
    keys: [{ ...probe.key, source: 'probe' }],
  });
  return check('signature', report.verdict === 'valid', {
    yes: 'The signature is valid on arrival.',
    no: `The signature is ${report.verdict} on arrival: ${report.reason}`,
  });
}

function check(what: string, isOk: boolean, texts: { yes: string; no: string }): Finding {
  return { what, is_ok: isOk, text: isOk ? texts.yes : texts.no };
}

function good(what: string, text: string): Finding {
  return { what, is_ok: true, text };
}

function listed(headers: RawHeaders): string {
  return headers.map(([name]) => name).join(', ');
}
