import { useEffect, useState } from 'react';
import type { ShellPreferences } from '../../../server/contract/bridge.ts';
import { textOfError } from '../../api/problem.ts';
import { CheckField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import type { DesktopShell } from '../../platform/types.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';

/** What the desktop app keeps itself, because it needs it before there is a window. */
export function DesktopSection({ shell }: { shell: DesktopShell }) {
  const { notices, platform } = useWorkbench();
  const [current, setCurrent] = useState<ShellPreferences | null>(null);
  useEffect(() => {
    shell
      .preferences()
      .then(setCurrent)
      .catch((error: unknown) => console.warn('The shell did not answer:', error));
  }, [shell]);
  if (current === null) {
    return null;
  }
  const change = (part: Partial<Pick<ShellPreferences, 'hasTray' | 'hasCompactTitleBar'>>) => {
    shell
      .change(part)
      .then(setCurrent)
      .catch((error: unknown) => notices.show(textOfError(error), { tone: 'failed' }));
  };
  return (
    <Section title="Desktop app">
      <CheckField
        label={platform.os === 'mac' ? 'Show in the menu bar' : 'Show in the tray'}
        help={`Closing the last window then keeps capturing. ${platform.os === 'linux' ? 'GNOME shows trays with an extension only.' : ''}`.trim()}
        isOn={current.hasTray}
        onChange={(hasTray) => change({ hasTray })}
      />
      {platform.os === 'linux' ? (
        <CheckField
          label="Use compact title bar"
          help="Ours instead of the system’s. New windows take it."
          isOn={current.hasCompactTitleBar}
          onChange={(hasCompactTitleBar) => change({ hasCompactTitleBar })}
        />
      ) : null}
    </Section>
  );
}
