import type { RawHeaders } from '../contract/text.ts';

/** The headers of a request in the order of the wire: what HTTP/1.1 adds is around those given. */
export function wireHeaders(
  request: { readonly headers: RawHeaders; readonly bodyBytes: Uint8Array },
  host: string,
): RawHeaders {
  return [
    ['host', host],
    ['connection', 'keep-alive'],
    ...request.headers,
    ['content-length', String(request.bodyBytes.length)],
  ];
}
