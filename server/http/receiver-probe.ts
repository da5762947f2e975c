import type { IncomingMessage, ServerResponse } from 'node:http';
import { pairHeaders, pathOfTarget } from '../core/raw-headers.ts';
import type { Doctor } from '../flows/diagnose-receiver.ts';

/** More than the largest probe: what is longer was changed on its way. */
const MAX_PROBE_BYTES = 8 * 1024 * 1024;

/** Takes probes of our own that are on their way; answers false for everything else, which is captured. */
export function createProbeRoute(
  doctor: Pick<Doctor, 'awaits' | 'arrived'>,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const target = request.url ?? '/';
    const path = pathOfTarget(target);
    if (!doctor.awaits(path)) {
      return false;
    }
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    request.on('error', () => response.destroy());
    request.on('data', (chunk: Uint8Array) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= MAX_PROBE_BYTES) {
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      const { headers, bodyBytes } = doctor.arrived({
        method: request.method ?? '',
        path,
        target,
        headers: pairHeaders(request.rawHeaders),
        bodyBytes: Buffer.concat(chunks),
      });
      response.writeHead(200, [...headers.flat(), 'Content-Length', String(bodyBytes.length)]);
      response.end(bodyBytes);
    });
    return true;
  };
}
