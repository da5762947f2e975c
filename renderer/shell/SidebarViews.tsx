import { Bookmark } from 'lucide-react';
import { Link, useLocation, useSearch } from 'wouter';
import { useResource, useWorkbench } from '../stores/use-workbench.ts';

/** The named views of a list, under its place. */
export function SidebarViews({ placePath }: { placePath: string }) {
  const { resources } = useWorkbench();
  const [path] = useLocation();
  const current = new URLSearchParams(useSearch()).get('view');
  const all = useResource(resources.views).data ?? [];
  const views = all.filter((view) => `/${view.list}` === placePath);
  if (views.length === 0) {
    return null;
  }
  return (
    <ul
      aria-label="Views"
      className="ml-4 grid grid-cols-[minmax(0,1fr)] border-l border-line py-0.5 pl-1"
    >
      {views.map((view) => (
        <li key={view.id}>
          <Link
            href={`${placePath}?view=${view.id}`}
            aria-current={path.startsWith(placePath) && view.id === current ? 'true' : undefined}
            title={view.filter === '' ? view.name : `${view.name}: ${view.filter}`}
            className="flex h-6 items-center gap-1.5 rounded-control px-2 text-table text-ink-2 hover:bg-raised hover:text-ink aria-[current=true]:bg-selected aria-[current=true]:text-ink"
          >
            <Bookmark size={12} strokeWidth={1.5} className="shrink-0" aria-hidden />
            <span className="truncate">{view.name}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
