import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';

export interface DialogProps {
  title: string;
  description?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the bottom; the one that acts comes last. */
  actions?: ReactNode;
  isWide?: boolean;
}

/**
 * A modal dialog. It has a backdrop of its own: the library's one adds a style element, which the
 * content security policy refuses.
 */
export function Dialog(props: DialogProps) {
  const { title, description, isOpen, onClose, children, actions, isWide = false } = props;
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden="true" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusFirstField}
          className={`fixed top-1/2 left-1/2 z-40 flex outline-none max-h-[90vh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-dialog border border-line bg-panel text-ink shadow-float ${isWide ? 'max-w-180' : 'max-w-120'}`}
        >
          <header className="flex items-start gap-2 border-b border-line px-4 py-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-pane font-semibold">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-1 text-body text-ink-2">
                  {description}
                </Radix.Description>
              ) : null}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={X} keys="escape" />
            </Radix.Close>
          </header>
          <div data-dialog-body className="min-h-0 flex-1 overflow-y-auto p-4">
            {children}
          </div>
          {actions ? (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
              {actions}
            </footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The close button comes first in the document; what the dialog is for comes first to the person. */
function focusFirstField(event: Event): void {
  const dialog = event.currentTarget;
  const field =
    dialog instanceof Element
      ? dialog.querySelector<HTMLElement>(
          '[data-dialog-body] :is(input, select, textarea), footer button:last-child',
        )
      : null;
  event.preventDefault();
  (field ?? (dialog instanceof HTMLElement ? dialog : null))?.focus();
}
