/** Whether every word that was typed begins a word of a part's title, or of what it is about. */
export function isSettingsMatch(place: { title: string; words: string }, text: string): boolean {
  const about = `${place.title} ${place.words}`.toLowerCase().split(/[\s,]+/);
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => word === '' || about.some((known) => known.startsWith(word)));
}
