import { ChevronDown, ChevronRight, RadioTower } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { EventType } from '../../../server/contract/event.ts';
import { SearchBox } from '../../components/SearchBox.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';

interface CatalogueProps {
  types: readonly EventType[];
  chosen: string | undefined;
}

/** Event types by group. */
export function Catalogue({ types, chosen }: CatalogueProps) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = types.filter((type) =>
    `${type.name} ${type.description}`.toLowerCase().includes(wanted),
  );
  const groups = [...new Set(shown.map((type) => type.group))];
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="border-b border-line px-3 py-1.5">
        <SearchBox
          label="Search the catalogue"
          placeholder={`${types.length} types, ${new Set(types.map((type) => type.group)).size} groups`}
          text={text}
          onText={setText}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-1">
        <PublishersLink isChosen={chosen === undefined} />
        {groups.map((group) => (
          <CatalogueGroup
            key={group}
            name={group}
            types={shown.filter((type) => type.group === group)}
            chosen={chosen}
          />
        ))}
        {shown.length === 0 ? (
          <p className="p-4 text-center text-body text-ink-2" role="status">
            No match among {types.length} types.
          </p>
        ) : null}
      </div>
    </div>
  );
}

const ENTRY =
  'ring-inside flex min-h-7 items-center gap-2 rounded-control px-2 text-body hover:bg-raised aria-[current=true]:bg-selected aria-[current=true]:shadow-[inset_3px_0_0_var(--accent)]';

function PublishersLink({ isChosen }: { isChosen: boolean }) {
  const { resources } = useWorkbench();
  const running = (useResource(resources.publishers).data ?? []).filter((one) => one.is_running);
  return (
    <Link href="/events?publish" aria-current={isChosen ? 'true' : undefined} className={ENTRY}>
      <RadioTower size={16} strokeWidth={1.5} className="text-exposee" aria-hidden />
      <span className="flex-1">Publishers of dummy events</span>
      {running.length > 0 ? (
        <span className="tabular rounded-full bg-info-tint px-1.5 text-caption text-info">
          {running.length}
          <span className="sr-only"> running</span>
        </span>
      ) : null}
    </Link>
  );
}

interface CatalogueGroupProps {
  name: string;
  types: readonly EventType[];
  chosen: string | undefined;
}

function CatalogueGroup({ name, types, chosen }: CatalogueGroupProps) {
  const [isOpen, setOpen] = useState(true);
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  return (
    <section aria-label={name}>
      <h2>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="ring-inside flex h-7 w-full items-center gap-1 rounded-control px-1 text-table font-semibold text-ink-2 hover:bg-raised"
        >
          <Arrow size={14} strokeWidth={1.75} aria-hidden />
          {name}
          <span className="tabular ml-1 font-normal text-ink-3">{types.length}</span>
        </button>
      </h2>
      {isOpen ? (
        <ul>
          {types.map((type) => (
            <li key={type.name}>
              <Link
                href={`/events?type=${encodeURIComponent(type.name)}`}
                aria-current={type.name === chosen ? 'true' : undefined}
                title={type.description}
                className={`${ENTRY} pl-6`}
              >
                <span className="mono truncate text-table">{type.name}</span>
                {type.origin === 'user' ? (
                  <span className="text-caption text-ink-3">yours</span>
                ) : null}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
