import type { controlRoutes } from '../../contract/control-routes.ts';
import { changeCaptures } from '../../flows/change-captures.ts';
import { chosenCaptures } from '../../flows/choose-captures.ts';
import type { Replays } from '../../flows/replay-capture.ts';
import { replayCaptures } from '../../flows/replay-captures.ts';
import type { CaptureStore, LiveFeed } from '../../ports.ts';
import type { Handlers } from '../bind-routes.ts';

interface CaptureBulkDeps {
  readonly captures: Pick<CaptureStore, 'find' | 'change' | 'list'>;
  readonly feed: Pick<LiveFeed, 'capture'>;
  readonly replays: Replays;
}

/** What is done to several captures at once. */
export function createCaptureBulkHandlers(
  deps: CaptureBulkDeps,
): Pick<Handlers<typeof controlRoutes>, 'changeCaptures' | 'replayCaptures'> {
  return {
    changeCaptures: async ({ body }) => {
      const { is_starred: isStarred, is_unseen: isUnseen } = body.change;
      const ids = await changeCaptures(deps, await chosenCaptures(deps.captures, body), {
        ...(isStarred === undefined ? {} : { isStarred }),
        ...(isUnseen === undefined ? {} : { isUnseen }),
      });
      return { changed: ids.length, ids };
    },
    replayCaptures: async ({ body }) =>
      replayCaptures(deps.replays, await chosenCaptures(deps.captures, body), body),
  };
}
