import type { AttemptRecord } from '../../core/records.ts';

/** What is left of an attempt once the bytes on the wire are taken out. */
type Rest = Omit<AttemptRecord, 'request' | 'response'> & {
  readonly request: Omit<AttemptRecord['request'], 'bodyBytes'>;
  readonly response: Omit<NonNullable<AttemptRecord['response']>, 'bodyBytes'> | null;
};

const LENGTH_BYTES = 4;

/** Length of the rest, the rest as JSON, length of the request's body, that body, the answer's body. */
export function packAttempt(attempt: AttemptRecord): Buffer {
  const { request, response, ...summary } = attempt;
  const { bodyBytes: requestBytes, ...requestRest } = request;
  const { bodyBytes: responseBytes, ...responseRest } = response ?? { bodyBytes: new Uint8Array() };
  const rest = {
    ...summary,
    request: requestRest,
    response: response === null ? null : responseRest,
  };
  const restBytes = Buffer.from(JSON.stringify(rest));
  return Buffer.concat([
    lengthOf(restBytes),
    restBytes,
    lengthOf(requestBytes),
    requestBytes,
    responseBytes,
  ]);
}

export function unpackAttempt(packed: Buffer): AttemptRecord {
  const restEnd = LENGTH_BYTES + packed.readUInt32BE(0);
  // Written by packAttempt alone.
  const rest = JSON.parse(packed.toString('utf8', LENGTH_BYTES, restEnd)) as Rest;
  const requestStart = restEnd + LENGTH_BYTES;
  const requestEnd = requestStart + packed.readUInt32BE(restEnd);
  const { request, response, ...summary } = rest;
  return {
    ...summary,
    request: { ...request, bodyBytes: new Uint8Array(packed.subarray(requestStart, requestEnd)) },
    response: response && { ...response, bodyBytes: new Uint8Array(packed.subarray(requestEnd)) },
  };
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return length;
}
