import type { z } from 'zod';
import type { SavedViewId } from '../contract/ids.ts';
import type {
  SavedView,
  SavedViewChangeSchema,
  SavedViewCreateSchema,
} from '../contract/saved-view.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { ConfigStores, LiveFeed, Random } from '../ports.ts';
import type { OneAtATime } from './one-at-a-time.ts';

export interface ViewDeps {
  readonly views: ConfigStores['views'];
  readonly random: Random;
  readonly feed: Pick<LiveFeed, 'changed'>;
  readonly oneAtATime: OneAtATime;
}

/** Far more than anyone names: a client that loops must not fill the sidebar. */
const MAX_VIEWS = 200;

/** By name, as a person looks for them. */
export function listViews({ views }: Pick<ViewDeps, 'views'>): SavedView[] {
  return views.all().toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Throws AppError `conflict` where the list has a view of that name. */
export function createView(
  deps: ViewDeps,
  input: z.output<typeof SavedViewCreateSchema>,
): Promise<SavedView> {
  return deps.oneAtATime(async () => {
    const id = input.id ?? (newId('vew', (size) => deps.random.bytes(size)) as SavedViewId);
    if (deps.views.find(id)) {
      throw new AppError('conflict', `id: the view ${id} is there already.`, [
        { path: 'id', message: 'is taken' },
      ]);
    }
    if (deps.views.all().length >= MAX_VIEWS) {
      throw new AppError('conflict', `There are ${MAX_VIEWS} views already. Delete one first.`);
    }
    const view = { sort: '', columns: { widths: {}, hidden: [] }, ...input, id };
    refuseTakenName(deps, view);
    return store(deps, view);
  });
}

/** Throws AppError `view_not_found`, or `conflict` as above. */
export function changeView(
  deps: ViewDeps,
  id: SavedViewId,
  change: z.output<typeof SavedViewChangeSchema>,
): Promise<SavedView> {
  return deps.oneAtATime(async () => {
    const view = { ...getView(deps, id), ...change };
    refuseTakenName(deps, view);
    return store(deps, view);
  });
}

export function removeView(deps: ViewDeps, id: SavedViewId): Promise<void> {
  return deps.oneAtATime(async () => {
    getView(deps, id);
    await deps.views.remove(id);
    deps.feed.changed('views');
  });
}

function getView(deps: ViewDeps, id: SavedViewId): SavedView {
  const view = deps.views.find(id);
  if (!view) {
    throw new AppError('view_not_found', `id: there is no view ${id}. It may have been deleted.`);
  }
  return view;
}

function refuseTakenName(deps: ViewDeps, { id, list, name }: SavedView): void {
  const wanted = name.toLowerCase();
  const taken = deps.views
    .all()
    .some((view) => view.id !== id && view.list === list && view.name.toLowerCase() === wanted);
  if (taken) {
    throw new AppError('conflict', `name: this list has a view "${name}". Choose another name.`, [
      { path: 'name', message: 'is taken: choose another name' },
    ]);
  }
}

async function store(deps: ViewDeps, view: SavedView): Promise<SavedView> {
  await deps.views.put(view);
  deps.feed.changed('views');
  return view;
}
