import { type ComponentType, type ReactNode, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Settings } from '../../../server/contract/settings.ts';
import { Button } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PartLinks } from '../../components/PartLinks.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { SearchBox } from '../../components/SearchBox.tsx';
import { SETTINGS_PLACES, type SettingsPlace } from '../../shell/settings-places.ts';
import { useTitle } from '../../shell/use-title.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { AboutSection } from './AboutSection.tsx';
import { AccessibilitySection } from './AccessibilitySection.tsx';
import { AppearanceSection } from './AppearanceSection.tsx';
import { ForwardingSection } from './ForwardingSection.tsx';
import { isSettingsMatch } from './find-settings.ts';
import { GeneralSection } from './GeneralSection.tsx';
import { InboxesSection } from './InboxesSection.tsx';
import { NotificationsSection } from './NotificationsSection.tsx';
import { PublicUrlSection } from './PublicUrlSection.tsx';
import { ReceiverSection } from './ReceiverSection.tsx';
import { StorageSection } from './StorageSection.tsx';
import { ShortcutsSection } from './shortcuts/ShortcutsSection.tsx';

const CONTENTS: Readonly<Record<SettingsPlace, ComponentType<{ settings: Settings }>>> = {
  general: GeneralSection,
  receiver: ReceiverSection,
  'public-url': PublicUrlSection,
  inboxes: InboxesSection,
  forwarding: ForwardingSection,
  storage: StorageSection,
  appearance: AppearanceSection,
  shortcuts: ShortcutsSection,
  accessibility: AccessibilitySection,
  notifications: NotificationsSection,
  about: AboutSection,
};

export function SettingsScene() {
  const { section: id } = useParams<{ section?: string }>();
  const { resources } = useWorkbench();
  const { data: settings, error } = useResource(resources.settings);
  const section = SETTINGS_PLACES.find((one) => one.id === id) ?? SETTINGS_PLACES[0];
  const Content = CONTENTS[section.id];
  useTitle(`${section.title}, Settings`);
  return (
    <>
      <SceneHeader title="Settings" />
      <div className="flex min-h-0 flex-1 flex-col mid:flex-row">
        <SectionChoice chosen={section.id} />
        <section aria-label={section.title} className="min-h-0 min-w-0 flex-1 overflow-y-auto">
          <div className="grid max-w-180 gap-8 p-4 pb-12">
            {settings ? (
              <Content settings={settings} />
            ) : error === null ? (
              <SkeletonLines />
            ) : (
              <EmptyState actions={<Button onClick={resources.settings.open}>Try again</Button>}>
                The settings could not be loaded. {error}
              </EmptyState>
            )}
          </div>
        </section>
      </div>
    </>
  );
}

interface NarrowChoiceProps {
  chosen: string;
  search: ReactNode;
  shown: readonly (typeof SETTINGS_PLACES)[number][];
}

/** One pane wide there is room for one part: a search leaves the parts that have what is sought. */
function NarrowChoice({ chosen, shown, search }: NarrowChoiceProps) {
  const [, navigate] = useLocation();
  const isElsewhere = !shown.some(({ id }) => id === chosen);
  return (
    <div className="grid grid-cols-[minmax(0,4fr)_minmax(0,5fr)] gap-2 border-b border-line bg-panel px-4 py-2 mid:hidden">
      {search}
      <select
        aria-label="Part of the settings"
        value={isElsewhere ? '' : chosen}
        onChange={(event) => navigate(`/settings/${event.target.value}`)}
        className="h-8 w-full min-w-0 rounded-control border border-edge bg-panel px-2 text-body"
      >
        {isElsewhere ? (
          <option value="" disabled>
            {shown.length === 0 ? 'No setting is called so.' : `Found in ${shown.length}`}
          </option>
        ) : null}
        {shown.map((section) => (
          <option key={section.id} value={section.id}>
            {section.title}
          </option>
        ))}
      </select>
      {shown.length === 0 ? (
        <p role="status" className="col-span-2 text-table text-ink-2">
          No setting is called so.
        </p>
      ) : null}
    </div>
  );
}

function SectionChoice({ chosen }: { chosen: string }) {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const shown = SETTINGS_PLACES.filter((section) => isSettingsMatch(section, text));
  const openFirst = () => {
    if (shown[0]) {
      navigate(`/settings/${shown[0].id}`);
    }
  };
  const search = (
    <SearchBox label="Search settings" text={text} onText={setText} onEnter={openFirst} />
  );
  return (
    <>
      <nav
        aria-label="Settings"
        className="hidden w-56 shrink-0 overflow-y-auto border-r border-line bg-panel p-2 mid:block"
      >
        <div className="mb-2">{search}</div>
        <PartLinks base="/settings" parts={shown} chosen={chosen} />
        {shown.length === 0 ? (
          <p role="status" className="px-2.5 py-2 text-table text-ink-2">
            No setting is called so.
          </p>
        ) : null}
      </nav>
      <NarrowChoice {...{ chosen, shown, search }} />
    </>
  );
}
