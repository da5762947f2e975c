/** Other scripts, right to left, a combining accent, an emoji of several parts, quotes. */
const ODD_TEXT = 'Žofie “O’Neil” 山田太郎 שלום e\u0301 👩🏽‍🚀';
/** Members that hold free text wherever they occur; ids, dates and enums keep their values. */
const FREE_TEXT =
  /(?:^|_|[a-z])(?:name|title|description|text|message|note|comment|subject|memo)$/i;

/** A copy of a sample with odd text wherever people write; undefined where nobody does. */
export function withOddText(sample: unknown): unknown {
  let isChanged = false;
  const changed = walk(sample, '');
  return isChanged ? changed : undefined;

  function walk(value: unknown, key: string): unknown {
    if (typeof value === 'string') {
      const isFree = FREE_TEXT.test(key) && /\p{L}/u.test(value) && !/^\S*[/@:]\S*$/.test(value);
      isChanged ||= isFree;
      return isFree ? ODD_TEXT : value;
    }
    if (Array.isArray(value)) {
      return value.map((item) => walk(item, key));
    }
    return value === null || typeof value !== 'object'
      ? value
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]));
  }
}
