import { useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Capture } from '../../../server/contract/capture.ts';
import type { ExportFormat } from '../../../server/contract/exchange.ts';
import type { WindowCommandId } from '../../../server/contract/window-commands.ts';
import { textOfError } from '../../api/problem.ts';
import { countOf } from '../../components/amount-text.ts';
import { textOfBytes } from '../../components/base64.ts';
import { copyText } from '../../components/CopyButton.tsx';
import type { Command } from '../../stores/commands.ts';
import { useBlockedBy, useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';
import { compareSelected } from '../compare/compare-selected.ts';
import type { RowScreen } from '../list/use-row-screen.ts';
import { addressOfTab, useReplay } from './replay/use-replay.ts';

export interface CaptureActs {
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
      replay,
      openReplay: (id: string) => navigate(addressOfTab(id, 'replay'), { replace: true }),
      trace: (id: string) => {
        workbench.client
          .call('getCapture', { params: { id } })
          .then((detail) => navigate(`/traces/${detail.delivery_id ?? id}`))
          .catch((error: unknown) =>
            workbench.notices.show(textOfError(error), { tone: 'failed' }),
          );
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
): Omit<CaptureActs, 'replay' | 'openReplay' | 'compare' | 'trace'> {
  const { client, notices, inbox, refreshUnseen } = workbench;
  const refuse = (error: unknown) => notices.show(textOfError(error), { tone: 'failed' });
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
          refuse(error);
        });
    },
    remove(ids) {
      removeRequests(workbench, screen(), ids).then(refreshUnseen).catch(refuse);
    },
    copyAs(id, format) {
      copyRequest(workbench, id, format)
        .then(() => notices.show(copiedText(format)))
        .catch(refuse);
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

/** Deletes at once, with Undo; the selection goes to the next row. */
async function removeRequests(
  { client, undo }: Workbench,
  screen: RowScreen<Capture>,
  ids: readonly string[],
): Promise<void> {
  const next = neighbourOf(screen.ids, ids);
  const remove = () => client.call('deleteCaptures', { body: { ids: [...ids] } });
  let answer = await remove();
  if (next === null) {
    screen.clear();
  } else {
    screen.setSelection({ activeId: next, selectedIds: new Set([next]), anchorId: next });
  }
  undo.did({
    text: `Deleted ${countOf(answer.deleted, 'request')}.`,
    undo: async () => {
      await client.call('restoreCaptures', { body: { undo: answer.undo } });
    },
    redo: async () => {
      answer = await remove();
    },
  });
}

function neighbourOf(all: readonly string[], gone: readonly string[]): string | null {
  const goneIds = new Set(gone);
  const last = Math.max(...gone.map((id) => all.indexOf(id)));
  const after = all.slice(last + 1).find((id) => !goneIds.has(id));
  return after ?? all.slice(0, Math.max(0, last)).findLast((id) => !goneIds.has(id)) ?? null;
}

function makeCommands(
  acts: CaptureActs,
  screen: () => RowScreen<Capture>,
  blockedBy: string | undefined,
): Command[] {
  const activeId = () => screen().selection.activeId;
  function onActive(act: (id: string) => void): () => void {
    return () => {
      const id = activeId();
      if (id !== null) {
        act(id);
      }
    };
  }
  function command(id: WindowCommandId, run: () => void): Command {
    return { id, blockedBy, run };
  }
  const copyAs = (format: CopyFormat) => onActive((id) => acts.copyAs(id, format));
  return [
    command(
      'star',
      onActive((id) => {
        const row = screen().rowOf(id);
        if (row) {
          acts.star(row);
        }
      }),
    ),
    command('replay', onActive(acts.replay)),
    command('replay.options', onActive(acts.openReplay)),
    command('trace', onActive(acts.trace)),
    command('compare', () => acts.compare()),
    command('delete', () => {
      const { selectedIds } = screen().selection;
      if (selectedIds.size > 0) {
        acts.remove([...selectedIds]);
      }
    }),
    command('copy.curl', copyAs(SHELL_FORMAT)),
    command('copy.fetch', copyAs('fetch')),
    command('copy.raw', copyAs('raw')),
    command('copy.har', copyAs('har')),
    command('copy.body', copyAs('body')),
  ];
}
