/** Beyond so many different texts they are no repetition any more, and remembering them is a leak. */
const MAX_TEXTS = 10_000;

/** One copy of texts that repeat over many rows: URLs, event types, ids of subscriptions. */
export class RepeatedTexts {
  readonly #texts = new Map<string, string>();

  /** The same text, from the copy that other rows hold where there is one. */
  one<Text extends string>(text: Text): Text {
    const known = this.#texts.get(text);
    if (known !== undefined) {
      return known as Text;
    }
    if (this.#texts.size < MAX_TEXTS) {
      this.#texts.set(text, text);
    }
    return text;
  }
}
