const COUNT = new Intl.NumberFormat('en');

/** `1,204` */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** `10,000` as a number, however its thousands are set apart; NaN where it is none, as of `1.5`. */
export function amountOf(text: string): number {
  const typed = text.trim();
  return /^(?:\d+|\d{1,3}(?:[\s,._'’]\d{3})+)$/.test(typed)
    ? Number(typed.replace(/\D/g, ''))
    : Number.NaN;
}

/** `1,000.5` as a number, with a point before its decimals; NaN where it is none. */
export function numberOf(text: string): number {
  const typed = text.trim();
  return /^(?:\d*|\d{1,3}(?:[\s,_'’]\d{3})+)(?:\.\d*)?$/.test(typed) && typed !== ''
    ? Number(typed.replace(/[^\d.]/g, ''))
    : Number.NaN;
}

/** `1 request`, `1,204 requests`; a noun that takes no plain s comes with its plural. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`;
}

/** `37 bytes`, `4 KB`, `6.2 MB`: binary units, one decimal from MB on. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  }
  if (bytes < 1024 ** 2) {
    return `${Math.round(bytes / 1024)} KB`;
  }
  const [amount, unit] = bytes < 1024 ** 3 ? [bytes / 1024 ** 2, 'MB'] : [bytes / 1024 ** 3, 'GB'];
  return `${amount.toFixed(1).replace(/\.0$/, '')} ${unit}`;
}

/** `0.4 ms`, `38 ms`, `1.2 s`, `5 m`, `2 h` */
export function durationText(ms: number): string {
  if (ms < 1000) {
    return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  }
  const seconds = ms / 1000;
  if (seconds < 60) {
    return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  }
  const [amount, unit] = spanUnit(seconds);
  return `${Number(amount.toFixed(1))} ${unit}`;
}

function spanUnit(seconds: number): [number, string] {
  if (seconds < 3600) {
    return [seconds / 60, 'm'];
  }
  return seconds < 86_400 ? [seconds / 3600, 'h'] : [seconds / 86_400, 'd'];
}
