/** Questions of which the newest is to be answered last: of two on their way, none says which one is. */
export class Turns {
  #newest: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** Asks at once, whatever is on its way: the older answers are not wanted any more. */
  now(ask: () => Promise<void>): Promise<void> {
    this.#newest = ask();
    return this.#newest;
  }

  /** Asks once all others are answered; calls until then are covered by it. */
  next(ask: () => Promise<void>): Promise<void> {
    this.#next ??= this.#allAnswered().then(() => {
      this.#next = undefined;
      return this.now(ask);
    });
    return this.#next;
  }

  async #allAnswered(): Promise<void> {
    let asked: Promise<void>;
    do {
      asked = this.#newest;
      // A question that failed is answered too; who asked it is told.
      await asked.catch(() => undefined);
    } while (asked !== this.#newest);
  }
}
