import { useCallback, useEffect, useRef, useState } from 'react';

/** A burst opens a row this often at most: each opening fetches what it shows. */
const OPEN_EVERY_MS = 300;

/** "Follow newest": opens each arrival. Off by default; whoever selects a row themselves ends it. */
export function useFollowing() {
  const [isFollowing, setFollowing] = useState(false);
  return {
    isFollowing,
    toggleFollowing: useCallback(() => setFollowing((before) => !before), []),
    stopFollowing: useCallback(() => setFollowing(false), []),
  };
}

/** Opens what has come on top since following began; `newestId` is undefined while it rests. */
export function useOpenNewest(newestId: string | undefined, open: (id: string) => void): void {
  const shownId = useRef<string | undefined>(undefined);
  const newest = useRef({ id: newestId, open });
  newest.current = { id: newestId, open };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // What was on top already is no arrival.
    const isFirst = newestId === undefined || shownId.current === undefined;
    if (isFirst || newestId === shownId.current) {
      shownId.current = newestId;
      return;
    }
    shownId.current = newestId;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (newest.current.id !== undefined) {
        newest.current.open(newest.current.id);
      }
    }, OPEN_EVERY_MS);
  }, [newestId]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
