import { useEffect } from 'react';

/** `#88 invoice.paid, Inbox`: the entity first, then the screen. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Hookbench`;
  }, [title]);
}
