import type { ListName, SavedView } from '../../../server/contract/saved-view.ts';
import type { ColumnLayout } from '../../stores/preferences.ts';
import type { ListRow } from '../../stores/row-merge.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';
import type { ListAddress } from './use-list-address.ts';
import type { ListScene } from './use-list-scene.ts';

export type ViewContent = Pick<SavedView, 'filter' | 'sort' | 'columns'>;

export interface ViewActs {
  /** What the list shows now, as a view keeps it. */
  content: ViewContent;
  /** Whether the view in force shows something else. */
  isChanged: boolean;
  open(view: SavedView | null): void;
  /** Throws ApiProblem where the name is taken. */
  save(name: string): Promise<void>;
  rename(view: SavedView, name: string): Promise<void>;
  saveChanges(view: SavedView): void;
  remove(view: SavedView): void;
}

/** Named views of one list: all windows share them, and each act can be undone. */
export function useViewActs<R extends ListRow>(scene: ListScene<R>): ViewActs {
  const workbench = useWorkbench();
  const { name: list, address, layout } = scene;
  const { filter, sort, go, view } = address;
  const columns = columnsOf(layout.columns);
  const isChanged =
    view !== null &&
    (view.filter !== filter ||
      view.sort !== sort ||
      JSON.stringify(columnsOf(view.columns)) !== JSON.stringify(columns));
  return makeViewActs(workbench, { list, go, content: { filter, sort, columns }, isChanged });
}

interface Shown {
  list: ListName;
  go: ListAddress['go'];
  content: ViewContent;
  isChanged: boolean;
}

function makeViewActs(workbench: Workbench, { list, go, content, isChanged }: Shown): ViewActs {
  const { undo, notices } = workbench;
  const { put, drop, change } = makeViewCalls(workbench);
  return {
    content,
    isChanged,
    open: (next) =>
      go({ view: next?.id ?? null, filter: next?.filter ?? '', sort: next?.sort ?? '' }),
    save: (name) =>
      undo.during(async () => {
        const saved = await put({ list, name, ...content });
        go({ view: saved.id });
        const text = `Saved the view “${name}”.`;
        undo.did({ text, undo: () => drop(saved.id), redo: () => put(saved) });
      }),
    rename: (before, name) =>
      undo.perform({
        text: `Renamed the view to “${name}”.`,
        undo: () => change(before.id, { name: before.name }),
        redo: () => change(before.id, { name }),
      }),
    saveChanges(before) {
      const { filter: oldFilter, sort: oldSort, columns: oldColumns, name } = before;
      const old = { filter: oldFilter, sort: oldSort, columns: oldColumns };
      undo
        .perform({
          text: `Changed the view “${name}”.`,
          undo: () => change(before.id, old),
          redo: () => change(before.id, content),
        })
        // What is the view's own now no longer stands in the address.
        .then(() => go({}))
        .catch(notices.refuse);
    },
    remove(before) {
      undo
        .perform({
          text: `Deleted the view “${before.name}”.`,
          undo: () => put(before),
          redo: () => drop(before.id),
        })
        .then(() => go({ view: null }))
        .catch(notices.refuse);
    },
  };
}

function makeViewCalls({ client, resources }: Workbench) {
  return {
    async put(body: Omit<SavedView, 'id'> & Partial<Pick<SavedView, 'id'>>): Promise<SavedView> {
      const saved = await client.call('createView', { body });
      await resources.views.reload();
      return saved;
    },
    async drop(id: SavedView['id']): Promise<void> {
      await client.call('deleteView', { params: { id } });
      await resources.views.reload();
    },
    async change(
      id: SavedView['id'],
      body: Partial<ViewContent & { name: string }>,
    ): Promise<void> {
      await client.call('changeView', { params: { id }, body });
      await resources.views.reload();
    },
  };
}

/** Without the order, which a view keeps beside its columns; widths in whole pixels. */
function columnsOf({ widths, hidden, shown = [] }: ColumnLayout): SavedView['columns'] {
  const rounded = Object.entries(widths).map(([id, width]) => [id, Math.round(width)] as const);
  return {
    widths: Object.fromEntries(rounded.sort(([a], [b]) => a.localeCompare(b))),
    hidden: hidden.toSorted(),
    shown: shown.toSorted(),
  };
}
