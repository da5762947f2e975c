import { CircleAlert, Info, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';

const TONES = {
  info: { look: 'bg-info-tint text-info', icon: Info },
  warn: { look: 'bg-warn-tint text-warn', icon: CircleAlert },
  fail: { look: 'bg-fail-tint text-fail', icon: OctagonX },
} as const;

export interface BannerProps {
  tone: keyof typeof TONES;
  children: ReactNode;
  actions?: ReactNode;
}

/** A state that lasts: it stays until the state does not. */
export function Banner({ tone, children, actions }: BannerProps) {
  const { look, icon: Icon } = TONES[tone];
  return (
    <div
      className={`flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5 text-body ${look}`}
    >
      <Icon size={16} strokeWidth={1.5} className="shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 basis-60">{children}</p>
      {actions ? <div className="flex gap-2">{actions}</div> : null}
    </div>
  );
}
