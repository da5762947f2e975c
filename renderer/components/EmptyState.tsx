import type { ReactNode } from 'react';

export interface EmptyStateProps {
  children: ReactNode;
  actions?: ReactNode;
}

/** Nothing here yet: one sentence and the way on. */
export function EmptyState({ children, actions }: EmptyStateProps) {
  return (
    <div className="grid h-full min-h-32 content-center justify-items-center gap-3 p-6 text-center">
      <p className="max-w-110 text-body text-balance text-ink-2">{children}</p>
      {actions ? <div className="flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
