import type { ReactNode } from 'react';

interface RoleCardProps {
  title: string;
  subtitle: string;
  tone: 'exposee' | 'receiver';
  children: ReactNode;
}

const TONES = { exposee: 'text-exposee', receiver: 'text-receiver' };

export function RoleCard({ title, subtitle, tone, children }: RoleCardProps) {
  return (
    <section
      aria-label={title.replace(/ .$/, '')}
      className="flex min-w-0 flex-col rounded-card border border-line bg-panel p-4 *:last:mt-auto *:last:pt-4"
    >
      <div>
        <h2 className="mb-3 flex items-baseline gap-2">
          <span className={`text-pane font-semibold ${TONES[tone]}`}>{title}</span>
          <span className="text-body text-ink-3">{subtitle}</span>
        </h2>
      </div>
      {children}
    </section>
  );
}
