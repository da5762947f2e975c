import type { Outcome } from '../contract/delivery.ts';

/** Why the last attempt failed in the words of Slack's X-Slack-Retry-Reason; undefined before the first attempt. */
export function retryReasonOf(lastOutcome: Outcome | null): string | undefined {
  switch (lastOutcome) {
    case null:
      return undefined;
    case 'answered':
    case 'answer_too_large':
      return 'http_error';
    case 'redirected':
      return 'too_many_redirects';
    case 'tls_failed':
      return 'ssl_error';
    case 'timeout':
    case 'answer_too_slow':
    case 'headers_too_slow':
      return 'http_timeout';
    case 'invalid_answer':
    case 'unasked_interim':
    case 'headers_too_large':
    case 'interrupted':
      return 'unknown_error';
    case 'refused':
    case 'reset':
    case 'reset_in_answer':
    case 'closed':
    case 'cut_short':
    case 'dns_failed':
    case 'unreachable':
    case 'blocked':
      return 'connection_failed';
  }
}
