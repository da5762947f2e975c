import { Tooltip } from './Tooltip.tsx';

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** `14:02:11.482` in local time. */
export function clockText(instant: string, hasMilliseconds = true): string {
  const date = new Date(instant);
  const clock = CLOCK.format(date).replace(/^24/, '00');
  return hasMilliseconds ? `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}` : clock;
}

/** `3 s ago`, `in 5 min`: whole units, the largest that fits. */
export function relativeText(instant: string, nowMs: number): string {
  const deltaS = Math.round((Date.parse(instant) - nowMs) / 1000);
  const size = Math.abs(deltaS);
  const [amount, unit] = largestUnit(size);
  if (size < 1) {
    return 'now';
  }
  return deltaS < 0 ? `${amount} ${unit} ago` : `in ${amount} ${unit}`;
}

function largestUnit(seconds: number): [number, string] {
  if (seconds < 60) {
    return [seconds, 's'];
  }
  if (seconds < 3600) {
    return [Math.floor(seconds / 60), 'min'];
  }
  return seconds < 86_400 ? [Math.floor(seconds / 3600), 'h'] : [Math.floor(seconds / 86_400), 'd'];
}

/** `12 May 14:02` */
function dayText(instant: string): string {
  const date = new Date(instant);
  return `${DAY_OF_YEAR.format(date)} ${clockText(instant, false).slice(0, 5)}`;
}

export interface TimeTextProps {
  instant: string;
  hasMilliseconds?: boolean;
  /** For times that need not be of today. */
  hasDay?: boolean;
}

/** A local time of day; day and distance are in the tooltip. */
export function TimeText({ instant, hasMilliseconds = true, hasDay = false }: TimeTextProps) {
  const title = `${DAY.format(new Date(instant))}, ${relativeText(instant, Date.now())}`;
  return (
    <Tooltip text={title}>
      <time dateTime={instant} className="mono whitespace-nowrap">
        {hasDay ? dayText(instant) : clockText(instant, hasMilliseconds)}
      </time>
    </Tooltip>
  );
}
