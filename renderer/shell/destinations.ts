import {
  ArrowLeftRight,
  BookOpen,
  Gauge,
  Inbox,
  ListOrdered,
  type LucideIcon,
  Route,
  Send,
  Settings,
  Users,
  Zap,
} from 'lucide-react';
import type { WindowCommandId } from '../../server/contract/window-commands.ts';

export interface Destination {
  path: string;
  title: string;
  icon: LucideIcon;
  command: WindowCommandId;
  section: 'top' | 'exposee' | 'receiver' | 'both' | 'bottom';
}

/** Every place of the sidebar. A place is listed here once it works, not before. */
export const DESTINATIONS: readonly Destination[] = [
  { path: '/', title: 'Overview', icon: Gauge, command: 'go.overview', section: 'top' },
  {
    path: '/subscriptions',
    title: 'Subscriptions',
    icon: Users,
    command: 'go.subscriptions',
    section: 'exposee',
  },
  { path: '/events', title: 'Events', icon: Send, command: 'go.events', section: 'exposee' },
  {
    path: '/deliveries',
    title: 'Deliveries',
    icon: ArrowLeftRight,
    command: 'go.deliveries',
    section: 'exposee',
  },
  { path: '/inbox', title: 'Inbox', icon: Inbox, command: 'go.inbox', section: 'receiver' },
  { path: '/rules', title: 'Rules', icon: ListOrdered, command: 'go.rules', section: 'receiver' },
  { path: '/traces', title: 'Traces', icon: Route, command: 'go.traces', section: 'both' },
  { path: '/burst', title: 'Burst', icon: Zap, command: 'go.burst', section: 'both' },
  { path: '/docs', title: 'Docs', icon: BookOpen, command: 'go.docs', section: 'bottom' },
  {
    path: '/settings',
    title: 'Settings',
    icon: Settings,
    command: 'go.settings',
    section: 'bottom',
  },
];

export const SECTION_TITLES: Record<Destination['section'], string | null> = {
  top: null,
  exposee: 'Exposee ↗',
  receiver: 'Receiver ↙',
  both: 'Both',
  bottom: null,
};

/** The destination that a path belongs to. */
export function destinationOf(path: string): Destination | undefined {
  return DESTINATIONS.find((place) =>
    place.path === '/' ? path === '/' : path === place.path || path.startsWith(`${place.path}/`),
  );
}
