import { ChoiceField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { usePreference, useWorkbench } from '../../stores/use-workbench.ts';

export function AccessibilitySection() {
  const { preferences } = useWorkbench();
  return (
    <Section title="Accessibility">
      <ChoiceField
        label="Announce new requests to screen readers"
        value={usePreference('announce')}
        choices={[
          { value: 'off', label: 'Off' },
          { value: 'summary', label: 'Summary, every 5 s' },
          { value: 'each', label: 'Each, every second' },
        ]}
        onChange={(announce) => preferences.change({ announce })}
      />
      <p className="text-table text-ink-3">
        Contrast, motion and forced colours follow the system.
      </p>
    </Section>
  );
}
