import { useResource, useWorkbench } from '../stores/use-workbench.ts';

/** Every known dialect as options of a select, and the chosen one where it is not known here. */
export function DialectOptions({ chosen }: { chosen?: string }) {
  const dialects = useResource(useWorkbench().resources.dialects).data ?? [];
  const isKnown = chosen === undefined || dialects.some(({ id }) => id === chosen);
  return (
    <>
      {isKnown ? null : <option value={chosen}>{chosen}</option>}
      {dialects.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </>
  );
}
