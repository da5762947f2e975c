import { GitCompare } from 'lucide-react';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../components/Button.tsx';
import { useCommands } from '../../stores/use-workbench.ts';
import { compareAddress } from './compare-address.ts';

/** Of exactly two selected rows. */
export function CompareButton({ ids }: { ids: readonly string[] }) {
  const [, navigate] = useLocation();
  const [left, right] = ids;
  const isTwo = ids.length === 2;
  const blockedBy = isTwo ? undefined : 'Select exactly two rows.';
  const commands = useMemo(
    () => [
      {
        id: 'compare',
        title: 'Compare the two selected rows',
        group: 'This list',
        keys: ['d'],
        blockedBy,
        run: () => navigate(compareAddress(left ?? '', right ?? '')),
      },
    ],
    [blockedBy, navigate, left, right],
  );
  useCommands(commands);
  return (
    <Button
      icon={GitCompare}
      keys="d"
      blockedBy={blockedBy}
      onClick={() => navigate(compareAddress(left ?? '', right ?? ''))}
    >
      Compare
    </Button>
  );
}
