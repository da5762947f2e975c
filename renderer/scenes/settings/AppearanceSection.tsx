import { Button } from '../../components/Button.tsx';
import { ChoiceField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { usePreference, useWorkbench } from '../../stores/use-workbench.ts';
import { DesktopSection } from './DesktopSection.tsx';

/** Looks of this window; they stay on this computer. */
export function AppearanceSection() {
  const { preferences, notices, platform } = useWorkbench();
  return (
    <>
      <Section title="Appearance">
        <ChoiceField
          label="Theme"
          value={usePreference('theme')}
          choices={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={(theme) => preferences.change({ theme })}
        />
        <ChoiceField
          label="Density"
          value={usePreference('density')}
          choices={[
            { value: 'compact', label: 'Compact' },
            { value: 'comfortable', label: 'Comfortable' },
          ]}
          onChange={(density) => preferences.change({ density })}
        />
        <div>
          <Button
            onClick={() => {
              preferences.resetLayout();
              notices.show('The layout is as at first.');
            }}
          >
            Reset the layout
          </Button>
        </div>
      </Section>
      {platform.shell ? <DesktopSection shell={platform.shell} /> : null}
    </>
  );
}
