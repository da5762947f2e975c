import { Link } from 'wouter';

interface PartLinksProps {
  /** The path that each id is appended to. */
  base: string;
  parts: readonly { id: string; title: string }[];
  chosen: string;
}

/** The parts of a screen, one below the other, with the one that is shown. */
export function PartLinks({ base, parts, chosen }: PartLinksProps) {
  return (
    <ul className="grid gap-0.5">
      {parts.map(({ id, title }) => (
        <li key={id}>
          <Link
            href={`${base}/${id}`}
            aria-current={id === chosen ? 'page' : undefined}
            className="flex h-8 items-center rounded-control px-2.5 text-body text-ink-2 hover:bg-raised hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:shadow-[inset_3px_0_0_var(--accent)]"
          >
            {title}
          </Link>
        </li>
      ))}
    </ul>
  );
}
