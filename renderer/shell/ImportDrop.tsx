import { FileDown } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { importFiles } from '../stores/import-requests.ts';
import { useCommands, useWorkbench } from '../stores/use-workbench.ts';
import { useFileDrop } from './use-file-drop.ts';

const ACCEPT = '.har,.cassette,.http,.txt,.json';

/** Recordings come in by dropping them on the window, by pasting, or through the open dialog. */
export function ImportDrop({ navigate }: { navigate: (path: string) => void }) {
  const workbench = useWorkbench();
  const take = useCallback(
    (files: readonly File[]) => {
      importFiles(workbench, files)
        .then((ids) => {
          const [first] = ids;
          if (first !== undefined) {
            navigate(ids.length === 1 ? `/inbox/${first}` : '/inbox');
          }
        })
        .catch(workbench.notices.refuse);
    },
    [workbench, navigate],
  );
  const { isOver } = useFileDrop(take);
  useImportCommand(take);
  if (!isOver) {
    return null;
  }
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-scrim p-6">
      <div
        role="status"
        className="grid max-w-110 justify-items-center gap-2 rounded-dialog border-2 border-dashed border-accent bg-panel px-10 py-8 text-center shadow-float"
      >
        <FileDown size={32} strokeWidth={1.5} className="text-accent" aria-hidden />
        <p className="text-pane font-semibold">Drop to import</p>
        <p className="text-body text-ink-2">
          HAR, cassette or raw HTTP, up to 32 MB a file. The requests go to the Inbox.
        </p>
      </div>
    </div>
  );
}

function useImportCommand(take: (files: readonly File[]) => void): void {
  const { platform, notices } = useWorkbench();
  const commands = useMemo(
    () => [
      {
        id: 'import' as const,
        run: () => {
          platform
            .openFile(ACCEPT)
            .then((picked) => {
              if (picked) {
                take([new File([new Uint8Array(picked.bytes)], picked.name)]);
              }
            })
            .catch(notices.refuse);
        },
      },
    ],
    [platform, notices, take],
  );
  useCommands(commands);
}
