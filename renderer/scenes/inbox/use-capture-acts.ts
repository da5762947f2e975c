import { useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Capture } from '../../../server/contract/capture.ts';
import type { ExportFormat } from '../../../server/contract/exchange.ts';
import type { WindowCommandId } from '../../../server/contract/window-commands.ts';
import { textOfBytes } from '../../components/base64.ts';
import { copyText } from '../../components/CopyButton.tsx';
import type { Command } from '../../stores/commands.ts';
import { isRunId } from '../../stores/run-rows.ts';
import { useBlockedBy, useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';
import { compareSelected } from '../compare/compare-selected.ts';
import { chosenByIds } from '../list/chosen-rows.ts';
import type { RowScreen } from '../list/use-row-screen.ts';
import { areStarred, type BulkActs, makeBulkActs, removeRequests } from './bulk-acts.ts';
import { addressOfTab, useReplay } from './replay/use-replay.ts';

export interface CaptureActs extends BulkActs {
  star(row: Capture): void;
  remove(ids: readonly string[]): void;
  replay(id: string): void;
  /** Shows the tab where a replay is edited, timed and repeated. */
  openReplay(id: string): void;
  copyAs(id: string, format: CopyFormat): void;
  /** The two that are selected. */
  compare(): void;
  trace(id: string): void;
}

export type CopyFormat = ExportFormat | 'body';

const COPY_NAMES: Record<CopyFormat, string> = {
  curl_bash: 'cURL',
  curl_powershell: 'cURL for PowerShell',
  curl_cmd: 'cURL for cmd',
  raw: 'raw HTTP',
  har: 'HAR',
  cassette: 'cassette',
  fetch: 'fetch',
  body: 'body',
};

/** The shell of the person's system. */
const SHELL_FORMAT: CopyFormat = /Windows/.test(navigator.userAgent)
  ? 'curl_powershell'
  : 'curl_bash';

/** What can be done with captured requests, by control or by key. */
export function useCaptureActs(screen: RowScreen<Capture>): CaptureActs {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const newest = useRef(screen);
  newest.current = screen;
  const replay = useReplay();
  const [, navigate] = useLocation();
  const acts = useMemo(
    () => ({
      ...makeActs(workbench, () => newest.current),
      ...makeBulkActs(workbench, () => newest.current),
      replay,
      openReplay: (id: string) => navigate(addressOfTab(id, 'replay'), { replace: true }),
      trace: (id: string) => {
        workbench.client
          .call('getCapture', { params: { id } })
          .then((detail) => navigate(`/traces/${detail.delivery_id ?? id}`))
          .catch(workbench.notices.refuse);
      },
      compare: () => compareSelected(newest.current, workbench.notices, navigate),
    }),
    [workbench, replay, navigate],
  );
  const commands = useMemo(
    () => makeCommands(acts, () => newest.current, blockedBy),
    [acts, blockedBy],
  );
  useCommands(commands);
  return acts;
}

function makeActs(
  workbench: Workbench,
  screen: () => RowScreen<Capture>,
): Pick<CaptureActs, 'star' | 'remove' | 'copyAs'> {
  const { client, notices, undo, inbox, refreshUnseen } = workbench;
  return {
    star(row) {
      const changed = { ...row, is_starred: !row.is_starred };
      inbox.replaceRow(changed);
      client
        .call('changeCapture', {
          params: { id: row.id },
          body: { is_starred: changed.is_starred },
        })
        .catch((error: unknown) => {
          inbox.replaceRow(row);
          notices.refuse(error);
        });
    },
    remove(ids) {
      undo
        .during(() => removeRequests(workbench, screen, chosenByIds(ids)))
        .then(refreshUnseen)
        .catch(notices.refuse);
    },
    copyAs(id, format) {
      copyRequest(workbench, id, format)
        .then(() => notices.show(copiedText(format)))
        .catch(notices.refuse);
    },
  };
}

function copiedText(format: CopyFormat): string {
  const masked = format === 'body' ? '' : ' (credentials masked)';
  return `Copied as ${COPY_NAMES[format]}${masked}`;
}

async function copyRequest({ client }: Workbench, id: string, format: CopyFormat): Promise<void> {
  if (format === 'body') {
    const { bytes } = await client.captureBody(id, null);
    await copyText(textOfBytes(bytes));
    return;
  }
  await copyText(await client.call('exportRequests', { body: { ids: [id], format } }));
}

function makeCommands(
  acts: CaptureActs,
  screen: () => RowScreen<Capture>,
  blockedBy: string | undefined,
): Command[] {
  const activeId = () => {
    const id = screen().selectionNow().activeId;
    return isRunId(id) ? null : id;
  };
  function onActive(act: (id: string) => void): () => void {
    return () => {
      const id = activeId();
      if (id !== null) {
        act(id);
      }
    };
  }
  function command(id: WindowCommandId, run: () => void, title?: string): Command {
    return { id, blockedBy, run, ...(title === undefined ? {} : { title }) };
  }
  function replayChosen(): void {
    const chosen = screen().chosenNow();
    if (chosen.count > 1) {
      acts.replayAll(chosen);
    } else {
      onActive(acts.replay)();
    }
  }
  const copyAs = (format: CopyFormat) => onActive((id) => acts.copyAs(id, format));
  return [
    command('star', () => {
      const { chosenNow, rowOf } = screen();
      const chosen = chosenNow();
      const row = rowOf(activeId() ?? '');
      if (chosen.count > 1) {
        acts.mark(chosen, { is_starred: !areStarred({ chosen, rowOf }) });
      } else if (row) {
        acts.star(row);
      }
    }),
    command('replay', () => replayChosen(), 'Replay'),
    command('replay.options', onActive(acts.openReplay)),
    command('trace', onActive(acts.trace)),
    command('compare', () => acts.compare()),
    command('delete', () => {
      const chosen = screen().chosenNow();
      if (chosen.count > 0) {
        acts.removeAll(chosen);
      }
    }),
    command('copy.curl', copyAs(SHELL_FORMAT)),
    command('copy.fetch', copyAs('fetch')),
    command('copy.raw', copyAs('raw')),
    command('copy.har', copyAs('har')),
    command('copy.body', copyAs('body')),
  ];
}
