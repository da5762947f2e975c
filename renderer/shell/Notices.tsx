import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Button, IconButton } from '../components/Button.tsx';
import type { Toast } from '../stores/notices.ts';
import { useCommands, useWorkbench } from '../stores/use-workbench.ts';

const SHOWN_MS = 10_000;

/** The two live regions, and one toast at a time for the result of the person's own act. */
export function Notices() {
  const { notices } = useWorkbench();
  const { toast, polite, assertive } = useStore(notices.store);
  return (
    <>
      <div role="status" className="sr-only">
        <span key={polite.id}>{polite.text}</span>
      </div>
      <div role="alert" className="sr-only">
        <span key={assertive.id}>{assertive.text}</span>
      </div>
      {toast ? <ToastCard key={toast.id} toast={toast} /> : null}
    </>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { notices } = useWorkbench();
  const [isHeld, setHeld] = useState(false);
  const card = useRef<HTMLElement>(null);
  const [commands] = useState(() => [
    {
      id: 'notice.focus' as const,
      run: () => card.current?.querySelector('button')?.focus(),
    },
  ]);
  useCommands(commands);
  useEffect(() => {
    const timer = isHeld ? undefined : setTimeout(() => notices.dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, notices, toast.id]);
  const Icon = toast.tone === 'failed' ? CircleAlert : CircleCheck;
  return (
    <section
      ref={card}
      aria-label="Notice"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="fixed bottom-[calc(2.25rem+var(--bulk-bar-height,0px))] left-1/2 z-50 flex w-max max-w-[calc(100vw-2rem)] -translate-x-1/2 items-center gap-3 rounded-card border border-edge bg-raised py-1.5 pr-1.5 pl-3 text-body text-ink shadow-float"
    >
      <Icon
        size={16}
        strokeWidth={1.5}
        className={`shrink-0 ${toast.tone === 'failed' ? 'text-fail' : 'text-ok'}`}
        aria-hidden
      />
      <span>{toast.text}</span>
      {toast.action ? (
        <Button look="quiet" className="text-accent" onClick={toast.action.run}>
          {toast.action.label}
        </Button>
      ) : null}
      <IconButton label="Dismiss" icon={X} onClick={() => notices.dismiss(toast.id)} />
    </section>
  );
}
