import { z } from 'zod';

/** Limits on what people type. They bound memory and keep error texts readable. */
export const MAX_URL_LENGTH = 2048;
/** Longest JSON body of a route, unless configured otherwise. */
export const MAX_JSON_BYTES = 1024 * 1024;
/** Deepest nesting of JSON that is read. */
export const MAX_JSON_DEPTH = 64;

/** An absolute http or https URL without credentials or fragment. */
export const HttpUrlSchema = z
  .string()
  .max(MAX_URL_LENGTH, `at most ${MAX_URL_LENGTH} characters`)
  .superRefine((value, context) => {
    const message = urlFault(value);
    if (message) {
      context.addIssue({ code: 'custom', message });
    }
  });

/** `payment_received`, `invoice.completed`. */
export const EventTypeNameSchema = z
  .string()
  .max(128, 'at most 128 characters')
  .regex(
    /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
    'an event type such as payment_received or invoice.completed',
  );

/** An event type, or a pattern of them: `*` stands for any run of characters. */
export const EventTypePatternSchema = z
  .string()
  .max(128, 'at most 128 characters')
  .regex(
    /^[A-Za-z0-9_*-]+(\.[A-Za-z0-9_*-]+)*$/,
    'an event type such as payment_received, or a pattern such as invoice.* or *',
  );

/** RFC 9110 field name. */
export const HeaderNameSchema = z
  .string()
  .max(128, 'at most 128 characters')
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'a header name: letters, digits and -');

/** RFC 9110 field value; a line break would be header injection and is refused. */
export const HeaderValueSchema = z
  .string()
  .max(4096, 'at most 4096 characters')
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value: ASCII or Latin-1, without line breaks');

/** ISO 8601 in UTC with milliseconds. */
export const InstantSchema = z.iso.datetime({ precision: 3 });

/** Ordered pairs, with the case of the wire and repeated names kept. */
export const RawHeadersSchema = z.array(z.tuple([z.string(), z.string()]));
/** Names and values in their order and case, as they were on the wire. */
export type RawHeaders = z.infer<typeof RawHeadersSchema>;

function urlFault(value: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return 'an absolute URL such as https://example.com/webhook';
  }
  if (scheme !== 'http' && scheme !== 'https') {
    return `the scheme must be http or https, not ${scheme.slice(0, 20)}`;
  }
  if (!/^https?:\/\/[^\s/?#]+/i.test(value) || /[\s\p{Cc}]/u.test(value)) {
    return 'an absolute URL such as https://example.com/webhook, without spaces';
  }
  if (/^https?:\/\/[^/?#]*@/i.test(value)) {
    return 'credentials in a URL end up in logs: send them in a header';
  }
  return value.includes('#') ? 'leave out the fragment: it is never sent' : undefined;
}
