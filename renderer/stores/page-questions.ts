import type { ListRow, PageQuery, RowPage } from './row-merge.ts';

/** What the stream told while an answer was on its way: the answer may be older than that. */
export interface Meanwhile<R> {
  readonly changed: readonly R[];
  readonly removedIds: readonly string[];
}

export interface PageAnswer<R> {
  readonly page: RowPage<R>;
  readonly meanwhile: Meanwhile<R>;
}

interface OpenQuestion<R> {
  readonly changed: Map<string, R>;
  readonly removedIds: Set<string>;
}

/** Questions for pages of a list, each with what came while it was asked. */
export class PageQuestions<R extends ListRow> {
  readonly #fetchPage: (query: PageQuery) => Promise<RowPage<R>>;
  readonly #onFailure: (error: unknown) => void;
  readonly #open = new Set<OpenQuestion<R>>();
  /** Grows with each change of filter: answers to older questions are dropped. */
  #generation = 0;

  constructor(
    fetchPage: (query: PageQuery) => Promise<RowPage<R>>,
    onFailure: (error: unknown) => void,
  ) {
    this.#fetchPage = fetchPage;
    this.#onFailure = onFailure;
  }

  dropOlder(): void {
    this.#generation += 1;
  }

  note(changed: readonly R[], removedIds: readonly string[]): void {
    for (const question of this.#open) {
      for (const row of changed) {
        question.changed.set(row.id, row);
        question.removedIds.delete(row.id);
      }
      for (const id of removedIds) {
        question.changed.delete(id);
        question.removedIds.add(id);
      }
    }
  }

  /** Answers null where the filter was changed meanwhile, or the server refused. */
  async ask(query: PageQuery): Promise<PageAnswer<R> | null> {
    const mine = this.#generation;
    const question = { changed: new Map<string, R>(), removedIds: new Set<string>() };
    this.#open.add(question);
    try {
      const page = await this.#fetchPage(query);
      const meanwhile = {
        changed: [...question.changed.values()],
        removedIds: [...question.removedIds],
      };
      return mine === this.#generation ? { page, meanwhile } : null;
    } catch (error) {
      if (mine === this.#generation) {
        this.#onFailure(error);
      }
      return null;
    } finally {
      this.#open.delete(question);
    }
  }
}
