import type { ComponentType } from 'react';
import { useLocation, useParams } from 'wouter';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { PartLinks } from '../../components/PartLinks.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { ApiReference } from './ApiReference.tsx';
import { Payloads } from './Payloads.tsx';
import { QuickStart } from './QuickStart.tsx';
import { VerifyCode } from './VerifyCode.tsx';

interface Chapter {
  id: string;
  title: string;
  Content: ComponentType;
}

const CHAPTERS: readonly [Chapter, ...Chapter[]] = [
  { id: 'quick-start', title: 'Quick start', Content: QuickStart },
  { id: 'verify', title: 'Verify in…', Content: VerifyCode },
  { id: 'payloads', title: 'Payloads', Content: Payloads },
  { id: 'api', title: 'API', Content: ApiReference },
];

/** How to integrate, with the addresses of this very server and never with a secret of it. */
export function DocsScene() {
  const { chapter: id } = useParams<{ chapter?: string }>();
  const chapter = CHAPTERS.find((one) => one.id === id) ?? CHAPTERS[0];
  useTitle(`${chapter.title}, Docs`);
  const { status } = useResource(useWorkbench().resources.state);
  // What is copied or sent before the addresses are known would go to others.
  const hasAddresses = status === 'ready' || status === 'failed';
  return (
    <>
      <SceneHeader title="Docs" />
      <div className="flex min-h-0 flex-1 flex-col mid:flex-row">
        <ChapterChoice chosen={chapter.id} />
        <section aria-label={chapter.title} className="min-h-0 min-w-0 flex-1 overflow-y-auto">
          <div className="grid max-w-200 gap-8 p-4 pb-12">
            {hasAddresses ? <chapter.Content /> : <SkeletonLines />}
          </div>
        </section>
      </div>
    </>
  );
}

function ChapterChoice({ chosen }: { chosen: string }) {
  const [, navigate] = useLocation();
  return (
    <>
      <nav
        aria-label="Chapters"
        className="hidden w-52 shrink-0 overflow-y-auto border-r border-line bg-panel p-2 mid:block"
      >
        <PartLinks base="/docs" parts={CHAPTERS} chosen={chosen} />
      </nav>
      <div className="border-b border-line bg-panel px-4 py-2 mid:hidden">
        <select
          aria-label="Chapter"
          value={chosen}
          onChange={(event) => navigate(`/docs/${event.target.value}`)}
          className="h-8 w-full rounded-control border border-edge bg-panel px-2 text-body"
        >
          {CHAPTERS.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}
