import { openCaptureJournal } from '../../../server/adapters/journal/capture-journal.ts';
import { systemClock } from '../../../server/adapters/system-clock.ts';
import { sampleCapture, sampleDetail } from '../../conformance/support/samples.ts';
import { silentLog } from '../../support/delivery-bed.ts';

const EVENTS = ['payment_received', 'payment_processed', 'invoice_processing', 'invoice_completed'];
const VERDICTS = ['valid', 'valid', 'valid', 'invalid', 'unchecked'] as const;
const STATUSES = [204, 204, 204, 200, 503];
const BATCH = 1000;

/** Fills a data folder with captures of the last hours, by the journal itself. */
export async function seedCaptures(folder: string, count: number): Promise<void> {
  const journal = await openCaptureJournal({
    folder,
    clock: systemClock,
    log: silentLog,
    durability: 'process',
  });
  const startMs = Date.now() - count * 100;
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    await Promise.all(
      Array.from({ length: size }, (_, index) => saveOne(journal, start + index, startMs)),
    );
  }
  await journal.close();
}

function saveOne(
  journal: Awaited<ReturnType<typeof openCaptureJournal>>,
  index: number,
  startMs: number,
) {
  const eventType = EVENTS[index % EVENTS.length] ?? null;
  const change = {
    target: `/in/shop?order=${index}`,
    receivedAtMs: startMs + index * 100,
    eventType,
    verdict: VERDICTS[index % VERDICTS.length] ?? 'valid',
    status: STATUSES[index % STATUSES.length] ?? 204,
    deliveryKey: `msg_seed_${index}`,
    isReplay: false,
  };
  const body = `{"event":"${eventType}","data":{"id":${index},"amount":"12.50","currency":"EUR"}}`;
  return journal.save(sampleCapture(index + 1, change), sampleDetail(), Buffer.from(body));
}
