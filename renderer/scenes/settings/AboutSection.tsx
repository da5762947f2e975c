import { useEffect, useState } from 'react';
import type { VaultKind } from '../../../server/contract/shell-bridge.ts';
import { Fact, FactList, Section } from '../../components/Scene.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import type { DesktopShell } from '../../platform/types.ts';
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
        {platform.shell ? <ShellFacts shell={platform.shell} /> : null}
        <Fact name="Licence">MIT</Fact>
      </FactList>
      <p className="text-table text-ink-3">
        Local first: no account, and no network call that you did not ask for.
      </p>
    </Section>
  );
}

const VAULTS: Record<VaultKind, string> = {
  system: 'sealed by the keyring of this computer',
  basic_text: 'not sealed: this computer has no keyring, so every program of yours can read them',
};

function ShellFacts({ shell }: { shell: DesktopShell }) {
  const [vault, setVault] = useState<VaultKind | null>(null);
  useEffect(() => {
    shell
      .preferences()
      .then((preferences) => setVault(preferences.vault))
      .catch((error: unknown) => console.warn('The shell did not answer:', error));
  }, [shell]);
  const { electron, chrome, node } = shell.versions;
  return (
    <>
      <Fact name="Built on">
        Electron {electron}, Chromium {chrome}, Node {node}
      </Fact>
      <Fact name="Signing secrets">{vault === null ? '–' : VAULTS[vault]}</Fact>
    </>
  );
}
