import { useEffect, useState } from 'react';
import { ApiProblem, textOfError } from '../../api/problem.ts';
import { useAnswerOrder } from '../../stores/use-answer-order.ts';

export interface Detail<Data> {
  data: Data | null;
  /** What is shown belongs to this id; the next one may be on its way. */
  error: { text: string; isMissing: boolean } | null;
}

/**
 * Fetches what the inspector shows. `revision` changes when the row does: then it is fetched again,
 * while what is there stays in view.
 */
export function useDetail<Data>(
  id: string | undefined,
  revision: string,
  load: (id: string) => Promise<Data>,
): Detail<Data> {
  const [state, setState] = useState<Detail<Data> & { id: string | undefined }>({
    id: undefined,
    data: null,
    error: null,
  });
  const order = useAnswerOrder(id, load);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is a reason to fetch again
  useEffect(() => {
    if (id === undefined) {
      return;
    }
    const isWanted = order();
    load(id)
      .then((data) => isWanted() && setState({ id, data, error: null }))
      .catch((error: unknown) => isWanted() && setState({ id, data: null, error: faultOf(error) }));
  }, [id, revision, load, order]);
  return state.id === id ? state : { data: null, error: null };
}

function faultOf(error: unknown): NonNullable<Detail<unknown>['error']> {
  const isMissing = error instanceof ApiProblem && error.code.endsWith('_not_found');
  return { text: textOfError(error), isMissing };
}
