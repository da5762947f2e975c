import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useMedia } from '../components/use-media.ts';
import { useWorkbench } from '../stores/use-workbench.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { destinationOf } from './destinations.ts';
import { ImportDrop } from './ImportDrop.tsx';
import { Notices } from './Notices.tsx';
import { Palette } from './Palette.tsx';
import { PanelBoundary } from './PanelBoundary.tsx';
import { ReceiveDialog } from './ReceiveDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { Sidebar, useIsRail } from './Sidebar.tsx';
import { SkipLinks } from './SkipLinks.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { useBurstAlert } from './use-burst-alert.ts';
import { useDesktopCommands } from './use-desktop-commands.ts';
import { useFirstRun } from './use-first-run.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useKeyboard } from './use-keyboard.ts';
import { useShellCommands } from './use-shell-commands.ts';

type Overlay = 'palette' | 'shortcuts' | 'receive' | null;

/** The frame around every screen. */
export function Shell({ children }: { children: ReactNode }) {
  const workbench = useWorkbench();
  const [path, navigate] = useLocation();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const openPalette = useCallback(() => setOverlay('palette'), []);
  const openShortcuts = useCallback(() => setOverlay('shortcuts'), []);
  const openReceive = useCallback(() => setOverlay('receive'), []);
  const close = useCallback(() => setOverlay(null), []);
  const isRail = useIsRail(!useMedia('(min-width: 900px)'));
  useLiveStream();
  useFirstRun();
  useBurstAlert();
  useKeyboard(workbench);
  useKeptFocus();
  useShellCommands({ navigate, openPalette, openShortcuts, openReceive });
  useDesktopCommands(navigate);
  const panel = (
    <PanelBoundary resetKey={destinationOf(path)?.path ?? path}>{children}</PanelBoundary>
  );
  return (
    <div className="flex h-full flex-col">
      {workbench.platform.isSettingsWindow ? (
        <SettingsFrame>{panel}</SettingsFrame>
      ) : (
        <>
          <SkipLinks />
          <TopBar onPalette={openPalette} />
          <ConnectionBanner />
          <div className="flex min-h-0 flex-1">
            <Sidebar isRail={isRail} />
            <main
              id="main"
              tabIndex={-1}
              data-pane="Content"
              className="flex min-w-0 flex-1 flex-col outline-none short:overflow-y-auto"
            >
              {panel}
            </main>
          </div>
          <StatusBar />
        </>
      )}
      <ImportDrop navigate={navigate} />
      <Palette isOpen={overlay === 'palette'} onClose={close} navigate={navigate} />
      <ShortcutsDialog isOpen={overlay === 'shortcuts'} onClose={close} />
      {overlay === 'receive' ? <ReceiveDialog onClose={close} /> : null}
      <Notices />
    </div>
  );
}

/** The window that macOS has for settings: nothing but them, under a bar to drag it by. */
function SettingsFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <div className="title-bar h-7 shrink-0 bg-panel" />
      <ConnectionBanner />
      <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        {children}
      </main>
    </>
  );
}

function useLiveStream(): void {
  const { live, refreshUnseen, recentDeliveries } = useWorkbench();
  useEffect(() => {
    live.start();
    // The outcome of what one fires is told on every screen.
    recentDeliveries.open();
    refreshUnseen();
    return () => live.stop();
  }, [live, refreshUnseen, recentDeliveries]);
}
