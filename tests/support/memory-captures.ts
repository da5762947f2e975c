import { AppError } from '../../server/core/errors.ts';
import type { CaptureDetailRecord, CaptureRecord } from '../../server/core/records.ts';
import type { BodyWriter, CaptureStore } from '../../server/ports.ts';

export interface KeptCapture {
  record: CaptureRecord;
  detail: CaptureDetailRecord;
  bodyBytes: Uint8Array;
}

/** Captures in memory, with a disk that can be full: for tests of the receiver alone. */
export function memoryCaptures() {
  const kept: KeptCapture[] = [];
  const state = { isFull: false, discarded: 0, refused: 0 };
  const store: Pick<
    CaptureStore,
    'openBody' | 'save' | 'change' | 'find' | 'readDetail' | 'readBody' | 'list'
  > = {
    openBody: () => memoryWriter(state),
    save: async (capture, detail, body) => {
      await Promise.resolve();
      if (state.isFull) {
        throw new AppError('storage_full', 'no room');
      }
      const bodyBytes = body instanceof Uint8Array ? body : (body.inMemory() ?? new Uint8Array());
      const record: CaptureRecord = {
        ...capture,
        number: kept.length + 1,
        sizeBytes: bodyBytes.length,
        isStarred: false,
        isUnseen: true,
        isDuplicate: false,
        isForwarded: false,
      };
      kept.push({ record, detail, bodyBytes: Uint8Array.from(bodyBytes) });
      return record;
    },
    change: async (id, { answer, forwards, ...change }) => {
      const found = kept.find((capture) => capture.record.id === id);
      if (found) {
        found.record = { ...found.record, ...change };
        found.detail = {
          ...found.detail,
          ...(answer ? { answer } : {}),
          ...(forwards ? { forwards } : {}),
        };
      }
      return found?.record;
    },
    find: async (id) => kept.find((capture) => capture.record.id === id)?.record,
    list: async ({ limit }) => ({
      items: kept
        .map(({ record }) => record)
        .reverse()
        .slice(0, limit),
      next: null,
      total: kept.length,
    }),
    readDetail: async (id) => kept.find((capture) => capture.record.id === id)?.detail,
    readBody: (id, start = 0, end = Number.POSITIVE_INFINITY) => {
      const found = kept.find((capture) => capture.record.id === id);
      return found && once(found.bodyBytes.subarray(start, end));
    },
  };
  return { kept, state, store };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function memoryWriter(state: { isFull: boolean; discarded: number; refused: number }): BodyWriter {
  const chunks: Uint8Array[] = [];
  return {
    get sizeBytes() {
      return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    },
    write: (chunk) => {
      if (state.isFull) {
        state.refused += 1;
        return Promise.reject(new AppError('storage_full', 'no room'));
      }
      chunks.push(Uint8Array.from(chunk));
      return Promise.resolve();
    },
    inMemory: () => Buffer.concat(chunks),
    discard: async () => {
      state.discarded += 1;
    },
  };
}
