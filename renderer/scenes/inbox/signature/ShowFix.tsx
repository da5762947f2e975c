import { ChevronDown } from 'lucide-react';
import { useLocation } from 'wouter';
import { Button } from '../../../components/Button.tsx';
import { Menu, MenuItem } from '../../../components/Menu.tsx';
import { usePreference, useWorkbench } from '../../../stores/use-workbench.ts';
import { CODE_FORMATS } from '../../code/code-formats.ts';
import { addressOfTab } from '../replay/use-replay.ts';

const VERIFY = CODE_FORMATS.filter((format) => format.kind === 'verify');

/** Code that verifies the raw bytes of this dialect: in the language of last time by one click. */
export function ShowFix({ captureId }: { captureId: string }) {
  const { preferences } = useWorkbench();
  const [, navigate] = useLocation();
  const { fix } = usePreference('lastTabs');
  const language = VERIFY.find(({ id }) => id === fix) ?? VERIFY[0];
  const show = (format: string) => {
    const { lastTabs } = preferences.store.getState();
    preferences.change({ lastTabs: { ...lastTabs, code: format, fix: format } });
    navigate(addressOfTab(captureId, 'code'), { replace: true });
  };
  return language === undefined ? null : (
    <span className="inline-flex">
      <Button className="rounded-r-none" onClick={() => show(language.id)}>
        Show fix for {language.label}
      </Button>
      <Menu
        trigger={
          <Button className="-ml-px rounded-l-none px-1" aria-label="Show fix in another language">
            <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
          </Button>
        }
      >
        {VERIFY.map((format) => (
          <MenuItem key={format.id} onSelect={() => show(format.id)}>
            {format.label}
          </MenuItem>
        ))}
      </Menu>
    </span>
  );
}
