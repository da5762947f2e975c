/**
 * Whether `text` fits `pattern`, in which `*` stands for any run of characters. Case counts.
 * Linear in the text: each piece is looked for once, leftmost first.
 */
export function fitsWildcard(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) {
    return pattern === text;
  }
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length) {
    return false;
  }
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found < 0) {
      return false;
    }
    position = found + piece.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
