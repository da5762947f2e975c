import {
  ChevronLeft,
  ChevronRight,
  Globe,
  Menu as MenuIcon,
  Monitor,
  Moon,
  Search,
  Sun,
} from 'lucide-react';
import { Link } from 'wouter';
import { IconButton } from '../components/Button.tsx';
import { Menu, MenuCheck } from '../components/Menu.tsx';
import { KeyCap, Tooltip } from '../components/Tooltip.tsx';
import type { Theme } from '../stores/preferences.ts';
import { usePreference, useResource, useWorkbench } from '../stores/use-workbench.ts';

export function TopBar({ onPalette }: { onPalette: () => void }) {
  const { openMenu } = useWorkbench().platform;
  return (
    <header
      data-pane="Top bar"
      className="title-bar flex h-12 shrink-0 items-center gap-2 border-b border-line bg-panel px-3"
    >
      {openMenu ? <IconButton label="Menu" icon={MenuIcon} onClick={openMenu} /> : null}
      <div className="flex max-[480px]:hidden">
        <IconButton
          label="Back"
          icon={ChevronLeft}
          command="go.back"
          onClick={() => history.back()}
        />
        <IconButton
          label="Forward"
          icon={ChevronRight}
          command="go.forward"
          onClick={() => history.forward()}
        />
      </div>
      <button
        type="button"
        onClick={onPalette}
        className="flex h-8 min-w-0 max-w-130 flex-1 items-center gap-2 rounded-control border border-edge bg-canvas px-2.5 text-body text-ink-3 hover:bg-raised"
      >
        <Search size={16} strokeWidth={1.5} className="shrink-0" aria-hidden />
        <span className="flex-1 truncate text-left">Search, paste a URL or run a command</span>
        <KeyCap command="palette" className="max-[720px]:hidden" />
      </button>
      <div className="flex-1 max-[720px]:hidden" />
      <PublicUrlMark />
      <ThemeMenu />
    </header>
  );
}

/** Whether the receiver can be reached from outside; the switch is a click further, in Settings. */
function PublicUrlMark() {
  const { resources } = useWorkbench();
  const { data } = useResource(resources.state);
  const publicUrl = data?.receiver.public_url ?? null;
  return (
    <Tooltip text={publicUrl ?? 'Nobody outside of this computer can reach your inbox.'}>
      <Link
        href="/settings/public-url"
        className="flex h-8 items-center gap-1.5 rounded-control px-2 text-body whitespace-nowrap text-ink-2 hover:bg-raised"
      >
        <Globe size={16} strokeWidth={1.5} className={publicUrl ? 'text-ok' : ''} aria-hidden />
        <span className="max-[720px]:sr-only">Public URL</span>
        <span className="max-[480px]:sr-only">{publicUrl ? 'on' : 'off'}</span>
      </Link>
    </Tooltip>
  );
}

const THEMES: readonly { id: Theme; label: string }[] = [
  { id: 'system', label: 'System' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
];
const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };

function ThemeMenu() {
  const { preferences } = useWorkbench();
  const theme = usePreference('theme');
  return (
    <Menu
      align="end"
      trigger={<IconButton label="Theme" icon={THEME_ICONS[theme]} className="size-8" />}
    >
      {THEMES.map(({ id, label }) => (
        <MenuCheck key={id} isOn={id === theme} onChange={() => preferences.change({ theme: id })}>
          {label}
        </MenuCheck>
      ))}
    </Menu>
  );
}
