import { Fact, FactList, Section } from '../../components/Scene.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';

export function AboutSection() {
  const { resources, platform } = useWorkbench();
  const { data: state } = useResource(resources.state);
  return (
    <Section title="Hookbench">
      <FactList>
        <Fact name="Version">{state?.version ?? '–'}</Fact>
        <Fact name="Started">{state ? <TimeText instant={state.started_at} hasDay /> : '–'}</Fact>
        <Fact name="Process">{state?.pid ?? '–'}</Fact>
        <Fact name="Window">
          {platform.kind === 'desktop' ? 'desktop' : 'browser'}, {platform.os}
        </Fact>
        <Fact name="Licence">MIT</Fact>
      </FactList>
      <p className="text-table text-ink-3">
        Local first: no account, and no network call that you did not ask for.
      </p>
    </Section>
  );
}
