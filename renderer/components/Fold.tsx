import type { ReactNode, Ref } from 'react';

interface FoldProps {
  title: ReactNode;
  isOpen?: boolean;
  box?: Ref<HTMLDetailsElement>;
  children: ReactNode;
}

/** A part of a form that starts folded, unless something in it is in use. */
export function Fold({ title, isOpen = false, box, children }: FoldProps) {
  return (
    <details ref={box} open={isOpen} className="rounded-card border border-line">
      <summary className="ring-inside flex min-h-8 flex-wrap items-center gap-x-2 px-3 text-body font-medium">
        {title}
      </summary>
      <div className="grid gap-3 border-t border-line p-3">{children}</div>
    </details>
  );
}
