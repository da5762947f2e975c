import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { IconButton } from '../components/Button.tsx';
import { Tooltip } from '../components/Tooltip.tsx';
import { usePreference, useWorkbench } from '../stores/use-workbench.ts';
import { countText } from '../text/amount-text.ts';
import { DESTINATIONS, type Destination, destinationOf, SECTION_TITLES } from './destinations.ts';
import { SidebarViews } from './SidebarViews.tsx';

const SECTIONS: readonly Destination['section'][] = [
  'top',
  'exposee',
  'receiver',
  'both',
  'bottom',
];

const SECTION_TONES: Partial<Record<Destination['section'], string>> = {
  exposee: 'text-exposee',
  receiver: 'text-receiver',
};

export function Sidebar({ isRail }: { isRail: boolean }) {
  const { preferences } = useWorkbench();
  const counts = useCounts();
  const [path] = useLocation();
  const current = destinationOf(path)?.path;
  return (
    <nav
      aria-label="Places"
      data-pane="Places"
      className={`flex shrink-0 flex-col overflow-y-auto border-r border-line bg-canvas py-2 ${isRail ? 'w-12 px-1.5' : 'w-52 px-2'}`}
    >
      {SECTIONS.map((section) => (
        <SidebarSection key={section} section={section} isRail={isRail}>
          {DESTINATIONS.filter((place) => place.section === section).map((place) => (
            <SidebarLink
              key={place.path}
              place={place}
              isRail={isRail}
              isCurrent={place.path === current}
              count={counts[place.path]}
            />
          ))}
        </SidebarSection>
      ))}
      <IconButton
        label={isRail ? 'Widen sidebar' : 'Collapse sidebar'}
        icon={isRail ? PanelLeftOpen : PanelLeftClose}
        command="sidebar"
        className={isRail ? 'mx-auto mt-1' : 'mt-1 ml-1'}
        onClick={() => preferences.change({ isSidebarCollapsed: !isRail })}
      />
    </nav>
  );
}

interface SidebarSectionProps {
  section: Destination['section'];
  isRail: boolean;
  children: React.ReactNode[];
}

function SidebarSection({ section, isRail, children }: SidebarSectionProps) {
  const title = SECTION_TITLES[section];
  if (children.length === 0) {
    return null;
  }
  return (
    <div className={section === 'bottom' ? 'mt-auto pt-4' : 'pb-2'}>
      {title && !isRail ? (
        <h2
          className={`px-2 pt-2 pb-1 text-caption font-semibold tracking-wide uppercase ${SECTION_TONES[section] ?? 'text-ink-3'}`}
        >
          {title}
        </h2>
      ) : null}
      {title && isRail ? <div className="mx-1 my-2 h-px bg-line" /> : null}
      <ul className="grid gap-0.5">{children}</ul>
    </div>
  );
}

interface Count {
  amount: number;
  word: string;
  isBad: boolean;
}

interface SidebarLinkProps {
  place: Destination;
  isRail: boolean;
  isCurrent: boolean;
  count: Count | undefined;
}

function SidebarLink({ place, isRail, isCurrent, count }: SidebarLinkProps) {
  const Icon = place.icon;
  const link = (
    <Link
      href={place.path}
      aria-current={isCurrent ? 'page' : undefined}
      aria-label={isRail ? place.title : undefined}
      className={`relative flex h-8 items-center gap-2 rounded-control text-body text-ink-2 hover:bg-raised hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:shadow-[inset_3px_0_0_var(--accent)] ${isRail ? 'justify-center' : 'px-2.5'}`}
    >
      <Icon size={16} strokeWidth={1.5} className="shrink-0" aria-hidden />
      {isRail ? null : <span className="flex-1">{place.title}</span>}
      {count ? <CountMark count={count} isRail={isRail} /> : null}
    </Link>
  );
  return (
    <li>
      <Tooltip text={isRail ? place.title : `Go to ${place.title}`} command={place.command}>
        {link}
      </Tooltip>
      {isRail ? null : <SidebarViews placePath={place.path} />}
    </li>
  );
}

function CountMark({ count, isRail }: { count: Count; isRail: boolean }) {
  if (isRail) {
    return (
      <span
        className={`absolute top-1 right-1 size-1.5 rounded-full ${count.isBad ? 'bg-fail' : 'bg-info'}`}
      >
        <span className="sr-only">
          {countText(count.amount)} {count.word}
        </span>
      </span>
    );
  }
  return (
    <span
      className={`tabular rounded-full px-1.5 text-caption ${count.isBad ? 'bg-fail-tint text-fail' : 'bg-info-tint text-info'}`}
    >
      {count.amount > 9999 ? '9,999+' : countText(count.amount)}
      <span className="sr-only"> {count.word}</span>
    </span>
  );
}

function useCounts(): Record<string, Count | undefined> {
  const { link } = useWorkbench();
  const unseen = useStore(link, (state) => state.unseen);
  const failed = useStore(link, (state) => state.stats?.ledger.deliveries.failed ?? 0);
  return {
    '/deliveries': failed > 0 ? { amount: failed, word: 'failed', isBad: true } : undefined,
    '/inbox': unseen > 0 ? { amount: unseen, word: 'unseen', isBad: false } : undefined,
  };
}

/** Whether the sidebar is a rail: by choice, or for want of room. */
export function useIsRail(isNarrow: boolean): boolean {
  return usePreference('isSidebarCollapsed') || isNarrow;
}
