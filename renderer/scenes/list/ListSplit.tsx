import type { ReactNode } from 'react';
import { isAboutSeveral } from '../../components/grid-selection.ts';
import { SplitPane } from '../../components/SplitPane.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import { isRunId } from '../../stores/run-rows.ts';
import { RunInspector, type RunWords } from './RunInspector.tsx';
import type { ListScene } from './use-list-scene.ts';

interface ListSplitProps<R extends ListRow> {
  scene: ListScene<R>;
  listName: string;
  list: ReactNode;
  runWords: RunWords;
  /** All there is to know of one row. */
  inspect: (id: string) => ReactNode;
}

/** A list and what is selected in it: a row, or a burst that stands as one line. */
export function ListSplit<R extends ListRow>(props: ListSplitProps<R>) {
  const { scene, listName, list, runWords, inspect } = props;
  const { screen, layout, shownId } = scene;
  return (
    <SplitPane
      list={list}
      inspector={
        shownId === undefined ? null : isRunId(shownId) ? (
          <RunInspector key={shownId} id={shownId} scene={scene} words={runWords} />
        ) : (
          inspect(shownId)
        )
      }
      listName={listName}
      isListKept={isAboutSeveral(screen.selection)}
      share={layout.share}
      onShare={layout.setShare}
      isTurned={layout.isTurned}
      onBack={screen.clear}
    />
  );
}
