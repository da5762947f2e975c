import type { CaptureId } from '../contract/ids.ts';
import type { CaptureStore } from '../ports.ts';

/** A capture's body as one array; undefined where the capture is gone. */
export async function readWholeBody(
  captures: Pick<CaptureStore, 'readBody'>,
  id: CaptureId,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Uint8Array | undefined> {
  const stream = captures.readBody(id, 0, Number.isFinite(maxBytes) ? maxBytes : undefined);
  if (!stream) {
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}
