import { Bookmark } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { SavedView } from '../../../server/contract/saved-view.ts';
import { IconButton } from '../../components/Button.tsx';
import type { GridColumn } from '../../components/grid-columns.ts';
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from '../../components/Menu.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import {
  useCommands,
  usePreference,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import type { ListScene } from './use-list-scene.ts';
import { useViewActs } from './use-view-acts.ts';
import { ViewNameDialog } from './ViewNameDialog.tsx';

interface ViewsMenuProps<R extends ListRow> {
  scene: ListScene<R>;
  columns: readonly GridColumn<R>[];
}

type Naming = { kind: 'new' } | { kind: 'rename'; view: SavedView } | null;

/** Named views: chosen, saved, renamed and deleted. ⌘S saves what the list shows now. */
export function ViewsMenu<R extends ListRow>({ scene, columns }: ViewsMenuProps<R>) {
  const { resources } = useWorkbench();
  const views = (useResource(resources.views).data ?? []).filter((one) => one.list === scene.name);
  const acts = useViewActs(scene);
  const { view } = scene.address;
  const [naming, setNaming] = useState<Naming>(null);
  useSaveCommand(() => setNaming({ kind: 'new' }));
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton label="Views" icon={Bookmark} isPressed={view !== null} />}
      >
        {views.length > 0 ? <MenuLabel>Views</MenuLabel> : null}
        {views.map((one) => (
          <MenuCheck
            key={one.id}
            isOn={one.id === view?.id}
            isLast
            onChange={(isOn) => acts.open(isOn ? one : null)}
          >
            {one.name}
          </MenuCheck>
        ))}
        {views.length > 0 ? <MenuSeparator /> : null}
        <MenuItem command="save" onSelect={() => setNaming({ kind: 'new' })}>
          Save as a view…
        </MenuItem>
        {view ? (
          <>
            <NotifyMe view={view} />
            <MenuItem isDisabled={!acts.isChanged} onSelect={() => acts.saveChanges(view)}>
              Save the changes to {view.name}
            </MenuItem>
            <MenuItem isDisabled={!acts.isChanged} onSelect={() => acts.open(view)}>
              Drop the changes
            </MenuItem>
            <MenuItem onSelect={() => setNaming({ kind: 'rename', view })}>
              Rename {view.name}…
            </MenuItem>
            <MenuItem isDanger onSelect={() => acts.remove(view)}>
              Delete {view.name}
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {naming === null ? null : (
        <ViewNameDialog
          title={naming.kind === 'new' ? 'Save as a view' : `Rename ${naming.view.name}`}
          name={naming.kind === 'new' ? '' : naming.view.name}
          content={naming.kind === 'new' ? acts.content : null}
          columns={columns}
          save={(name) =>
            naming.kind === 'new' ? acts.save(name) : acts.rename(naming.view, name)
          }
          onClose={() => setNaming(null)}
        />
      )}
    </>
  );
}

/** Rows that the view gets are told of while nobody looks. */
function NotifyMe({ view }: { view: SavedView }) {
  const { preferences } = useWorkbench();
  const notified = usePreference('notifiedViews');
  // A trace is told of by its two ends.
  return view.list === 'traces' ? null : (
    <MenuCheck
      isOn={notified.includes(view.id)}
      onChange={(isOn) =>
        preferences.change({
          notifiedViews: isOn
            ? [...notified, view.id]
            : notified.filter((each) => each !== view.id),
        })
      }
    >
      Notify me
    </MenuCheck>
  );
}

/** A form that is being filled in comes first: ⌘S is for that then. */
function useSaveCommand(open: () => void): void {
  const newest = useRef(open);
  newest.current = open;
  const commands = useMemo(
    () => [
      {
        id: 'save' as const,
        title: 'Save this list as a view',
        run: () => {
          const form = document.activeElement?.closest('form');
          if (form) {
            form.requestSubmit();
          } else {
            newest.current();
          }
        },
      },
    ],
    [],
  );
  useCommands(commands);
}
