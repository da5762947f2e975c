import { useResource, useWorkbench } from '../stores/use-workbench.ts';

/** Every known dialect, as options of a select. */
export function DialectOptions() {
  const dialects = useResource(useWorkbench().resources.dialects).data ?? [];
  return dialects.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}
