import type { RawHeaders } from '../contract/text.ts';
import { AppError } from './errors.ts';
import type { ExchangeRecord } from './exchange-record.ts';

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** One byte a character, as on the wire, and none that would begin another header. */
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/**
 * A file from elsewhere becomes requests that are replayed, exported and copied into shells: what no
 * HTTP request can hold is refused here. Throws AppError `invalid_import`; `number` counts from 1.
 */
export function checkImported(exchange: ExchangeRecord, number: number): void {
  const { method, target, url, headers, trailers, answer } = exchange;
  const refuse = (what: string) => {
    throw new AppError('invalid_import', `Request ${number}: ${what}`);
  };
  if (!METHOD.test(method)) {
    refuse('its method is none that HTTP allows.');
  }
  if (target === '' || endsLine(target) || endsLine(url)) {
    refuse('its URL holds a space or a control character. Encode it as %20 and the like.');
  }
  const bad =
    findBad(headers) ?? findBad(trailers) ?? (answer ? findBad(answer.headers) : undefined);
  if (bad !== undefined) {
    refuse(
      `the header ${JSON.stringify(bad)} holds a line end or another character that no header can.`,
    );
  }
}

/** A space or a control character would end the target on the wire. */
function endsLine(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0x7f) {
      return true;
    }
  }
  return false;
}

function findBad(headers: RawHeaders): string | undefined {
  return headers.find(([name, value]) => !NAME.test(name) || !VALUE.test(value))?.[0].slice(0, 80);
}
