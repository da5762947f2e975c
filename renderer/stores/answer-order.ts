/** Of answers to a question that is asked again and again. */
export interface AnswerOrder {
  /** For one more question; answers, once its answer is there, whether none that is newer was shown. */
  ask(): () => boolean;
}

/**
 * Each answer is shown that is newer than what is shown. To wait for the newest alone would show none
 * where the question is asked faster than it is answered, as while a burst runs.
 */
export function createAnswerOrder(): AnswerOrder {
  let asked = 0;
  let shown = 0;
  return {
    ask() {
      asked += 1;
      const mine = asked;
      return () => {
        const isNewer = mine > shown;
        shown = Math.max(shown, mine);
        return isNewer;
      };
    },
  };
}
