import type { ReactNode } from 'react';

/** The head of a screen: its only h1, and what belongs to the whole screen. */
export function SceneHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-4 py-2 above-alone:min-h-0 above-alone:border-0 above-alone:p-0 above-alone:[&>:not(h1)]:hidden above-alone:[&>h1]:sr-only">
      <h1 className="text-screen font-semibold">{title}</h1>
      {children}
    </header>
  );
}

/** A titled part of a form or of an inspector. */
export function Section({
  title,
  children,
  actions,
}: {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="flex-1 text-pane font-semibold">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A name and what it stands for, in a two-column list. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="min-w-22 text-table leading-6 text-ink-3 has-[+dd>:is(select,input)]:leading-7">
        {name}
      </dt>
      <dd className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-2 text-body">{children}</dd>
    </>
  );
}

export function FactList({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[fit-content(45%)_minmax(0,1fr)] gap-x-4 gap-y-1">{children}</dl>
  );
}
