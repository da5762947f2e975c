import { ChevronDown } from 'lucide-react';
import { useLocation } from 'wouter';
import { Button } from '../../../components/Button.tsx';
import { Menu, MenuItem } from '../../../components/Menu.tsx';
import { useWorkbench } from '../../../stores/use-workbench.ts';
import { CODE_FORMATS } from '../code/code-formats.ts';
import { addressOfTab } from '../replay/use-replay.ts';

/** Code that verifies the raw bytes of this dialect, in the language of one's own. */
export function ShowFix({ captureId }: { captureId: string }) {
  const { preferences } = useWorkbench();
  const [, navigate] = useLocation();
  const show = (format: string) => {
    const { lastTabs } = preferences.store.getState();
    preferences.change({ lastTabs: { ...lastTabs, code: format } });
    navigate(addressOfTab(captureId, 'code'), { replace: true });
  };
  return (
    <Menu
      trigger={
        <Button>
          Show fix for
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
        </Button>
      }
    >
      {CODE_FORMATS.filter((format) => format.kind === 'verify').map((format) => (
        <MenuItem key={format.id} onSelect={() => show(format.id)}>
          {format.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
