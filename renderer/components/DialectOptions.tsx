import { useResource, useWorkbench } from '../stores/use-workbench.ts';

/**
 * Every known dialect as options of a select. `chosen` is there from the first draw on, and the same
 * option once the others have come: a select would fall back on the first one of those.
 */
export function DialectOptions({ chosen }: { chosen: string }) {
  const dialects = useResource(useWorkbench().resources.dialects).data ?? [];
  const isKnown = chosen === '' || dialects.some(({ id }) => id === chosen);
  const options = isKnown ? dialects : [{ id: chosen, name: chosen }, ...dialects];
  return options.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}
