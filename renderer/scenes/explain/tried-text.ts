import type { Explanation } from '../../../server/contract/explain.ts';
import { countText, durationText } from '../../text/amount-text.ts';

/** "Tried 412 variants in 9 ms: 1 matches." */
export function triedText(explanation: Explanation): string {
  const { variants_tried: tried, duration_ms: ms, certainty } = explanation;
  if (tried === 0) {
    return 'No variant had to be tried.';
  }
  const time = ms === null ? '' : ` in ${durationText(ms)}`;
  const noun = tried === 1 ? 'variant' : 'variants';
  const hit = certainty === 'proved' || certainty === 'valid';
  return `Tried ${countText(tried)} ${noun}${time}: ${hit ? '1 matches' : 'none matches'}.`;
}
