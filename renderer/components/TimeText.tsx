import { Tooltip } from './Tooltip.tsx';

/** Words and numbers are English everywhere: dates among them are too, day before month. */
const LOCALE = 'en-GB';
const CLOCK = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });

const DAY_OF_YEAR = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });

/** `14:02:11.482` in local time. */
export function clockText(instant: string, hasMilliseconds = true): string {
  const date = new Date(instant);
  const clock = CLOCK.format(date).replace(/^24/, '00');
  return hasMilliseconds ? `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}` : clock;
}

/** `3 s ago`, `in 5 d`: the largest unit that fits, to the nearest whole one. */
export function relativeText(instant: string, nowMs: number): string {
  const deltaS = Math.round((Date.parse(instant) - nowMs) / 1000);
  if (deltaS === 0) {
    return 'now';
  }
  const text = spanText(Math.abs(deltaS));
  return deltaS < 0 ? `${text} ago` : `in ${text}`;
}

/** 59 min 40 s are an hour, and 4 d 23 h are five days. */
function spanText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.round(seconds / 3600);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (minutes < 60) {
    return `${minutes} min`;
  }
  return hours < 24 ? `${hours} h` : `${Math.round(seconds / 86_400)} d`;
}

/** `12 May 2026, 14:02:11.482` in local time. */
export function exactText(instant: string): string {
  return `${DAY.format(new Date(instant))}, ${clockText(instant)}`;
}

/** `12 May 2026, 14:02` */
export function exactMinuteText(instant: string): string {
  return `${DAY.format(new Date(instant))}, ${clockText(instant, false).slice(0, 5)}`;
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

/** A local time of day; the whole moment and how far it is are in the tooltip. */
export function TimeText({ instant, hasMilliseconds = true, hasDay = false }: TimeTextProps) {
  const title = `${exactText(instant)}, ${relativeText(instant, Date.now())}`;
  return (
    <Tooltip text={title}>
      <time dateTime={instant} className="mono whitespace-nowrap">
        {hasDay ? dayText(instant) : clockText(instant, hasMilliseconds)}
      </time>
    </Tooltip>
  );
}
