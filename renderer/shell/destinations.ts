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

export interface Destination {
  path: string;
  title: string;
  icon: LucideIcon;
  /** The letter after G. */
  letter: string | null;
  section: 'top' | 'exposee' | 'receiver' | 'both' | 'bottom';
}

/** Every place of the sidebar. A place is listed here once it works, not before. */
export const DESTINATIONS: readonly Destination[] = [
  { path: '/', title: 'Overview', icon: Gauge, letter: 'o', section: 'top' },
  { path: '/subscriptions', title: 'Subscriptions', icon: Users, letter: 's', section: 'exposee' },
  { path: '/events', title: 'Events', icon: Send, letter: 'e', section: 'exposee' },
  {
    path: '/deliveries',
    title: 'Deliveries',
    icon: ArrowLeftRight,
    letter: 'd',
    section: 'exposee',
  },
  { path: '/inbox', title: 'Inbox', icon: Inbox, letter: 'i', section: 'receiver' },
  { path: '/rules', title: 'Rules', icon: ListOrdered, letter: 'r', section: 'receiver' },
  { path: '/traces', title: 'Traces', icon: Route, letter: 't', section: 'both' },
  { path: '/burst', title: 'Burst', icon: Zap, letter: 'b', section: 'both' },
  { path: '/docs', title: 'Docs', icon: BookOpen, letter: 'h', section: 'bottom' },
  { path: '/settings', title: 'Settings', icon: Settings, letter: null, section: 'bottom' },
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
