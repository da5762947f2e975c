import type { Outcome } from '../contract/delivery.ts';

/** Why the last attempt failed in the words of Slack's X-Slack-Retry-Reason; undefined before the first attempt. */
export function retryReasonOf(lastOutcome: Outcome | null): string | undefined {
  switch (lastOutcome) {
    case null:
      return undefined;
    case 'answered':
      return 'http_error';
    case 'redirected':
      return 'too_many_redirects';
    case 'tls_failed':
      return 'ssl_error';
    case 'timeout':
    case 'answer_too_slow':
      return 'http_timeout';
    case 'invalid_answer':
    case 'headers_too_large':
    case 'interrupted':
      return 'unknown_error';
    case 'refused':
    case 'reset':
    case 'closed':
    case 'dns_failed':
    case 'unreachable':
    case 'blocked':
      return 'connection_failed';
  }
}
