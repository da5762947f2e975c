import { useLocation } from 'wouter';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { useTitle } from '../shell/use-title.ts';

export function NotFound() {
  const [path, navigate] = useLocation();
  useTitle('Not found');
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState actions={<Button onClick={() => navigate('/')}>Go to Overview</Button>}>
        There is nothing at <span className="mono">{path}</span>.
      </EmptyState>
    </>
  );
}
