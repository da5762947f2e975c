import type { Capture } from '../../server/contract/capture.ts';
import type { LiveFrame } from '../../server/contract/live.ts';
import type { Notices } from './notices.ts';
import type { PreferenceStore } from './preferences.ts';

const SUMMARY_EVERY_MS = 5_000;
const EACH_EVERY_MS = 1_000;

/** Says how many requests came, politely: at most every five seconds, or every second if asked for each. */
export function createArrivalSummary(
  notices: Pick<Notices, 'announce'>,
  preferences: Pick<PreferenceStore, 'store'>,
): { saw(frames: readonly LiveFrame[]): void } {
  const seenIds = new Set<string>();
  let badCount = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Capture | null = null;

  function speak(): void {
    timer = undefined;
    const isEach = preferences.store.getState().announce === 'each';
    const text =
      isEach && seenIds.size === 1 && last !== null
        ? requestText(last)
        : arrivalText(seenIds.size, badCount);
    last = null;
    seenIds.clear();
    badCount = 0;
    if (preferences.store.getState().announce !== 'off') {
      notices.announce(text);
    }
  }

  return {
    saw(frames) {
      const arrived = frames.flatMap((frame) => (frame.kind === 'rows' ? frame.captures : []));
      for (const { id, signature } of arrived.filter((one) => isNew(one, seenIds))) {
        seenIds.add(id);
        badCount += Number(signature.verdict === 'invalid');
      }
      last = arrived.findLast(({ id }) => seenIds.has(id)) ?? last;
      if (seenIds.size > 0 && timer === undefined) {
        const isEach = preferences.store.getState().announce === 'each';
        timer = setTimeout(speak, isEach ? EACH_EVERY_MS : SUMMARY_EVERY_MS);
      }
    },
  };
}

function isNew(capture: Capture, seenIds: ReadonlySet<string>): boolean {
  return capture.is_unseen && !seenIds.has(capture.id);
}

/** "Request 88, invoice.paid, signature valid." */
function requestText({ number, event_type, method, path, signature }: Capture): string {
  const verdict = VERDICT_WORDS[signature.verdict];
  return `Request ${number}, ${event_type ?? `${method} ${path}`}, ${verdict}.`;
}

const VERDICT_WORDS: Record<Capture['signature']['verdict'], string> = {
  valid: 'signature valid',
  invalid: 'signature invalid',
  stale: 'signature stale',
  missing: 'no signature',
  unchecked: 'signature not checked',
};

function arrivalText(count: number, badCount: number): string {
  const requests = `${count.toLocaleString('en')} new request${count === 1 ? '' : 's'}`;
  const bad = `${badCount.toLocaleString('en')} with ${badCount === 1 ? 'a bad signature' : 'bad signatures'}`;
  return badCount > 0 ? `${requests}, ${bad}.` : `${requests}.`;
}
