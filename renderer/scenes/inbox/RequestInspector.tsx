import { Ellipsis, RotateCcw, Star, Trash2 } from 'lucide-react';
import { memo, useCallback, useEffect, useMemo, useRef } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Capture, CaptureDetail } from '../../../server/contract/capture.ts';
import { tabCommand } from '../../../server/contract/window-commands.ts';
import type { BodyRange } from '../../api/client.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { BodyLoader, SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { PrettyBody } from '../../components/body/PrettyBody.tsx';
import { RawBody } from '../../components/body/RawBody.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { HeaderTable } from '../../components/HeaderTable.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { VerdictMark } from '../../components/Status.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { sizeText } from '../../text/amount-text.ts';
import { GoneText } from '../list/GoneText.tsx';
import { HiddenByFilter } from '../list/ListStates.tsx';
import { useDetail } from '../list/use-detail.ts';
import type { RowScreen } from '../list/use-row-screen.ts';
import { RequestCode } from './RequestCode.tsx';
import { ResponseTab } from './ResponseTab.tsx';
import { ReplayTab } from './replay/ReplayTab.tsx';
import { SignatureTab } from './signature/SignatureTab.tsx';
import type { CaptureActs } from './use-capture-acts.ts';

interface RequestInspectorProps {
  id: string;
  row: Capture | undefined;
  screen: RowScreen<Capture>;
  acts: CaptureActs;
}

/**
 * One request: its bytes in every form, the verdict on its signature and what was answered. Drawn
 * anew for another request only, and not with every key and every arrival in the list beside it.
 */
export const RequestInspector = memo(
  PlainRequestInspector,
  (before, after) =>
    before.id === after.id &&
    before.row === after.row &&
    before.acts === after.acts &&
    before.screen.filter.text === after.screen.filter.text &&
    before.screen.state.status === after.screen.state.status,
);

function PlainRequestInspector({ id, row, screen, acts }: RequestInspectorProps) {
  const { client } = useWorkbench();
  const load = useCallback(
    (one: string) => client.call('getCapture', { params: { id: one } }),
    [client],
  );
  const detail = useDetail(id, '', load);
  const shown = row ?? detail.data ?? undefined;
  useMarkSeen(shown);
  if (detail.error) {
    return (
      <EmptyState actions={<Button onClick={screen.clear}>Back to the list</Button>}>
        {detail.error.isMissing ? <GoneText kind="request" id={id} /> : detail.error.text}
      </EmptyState>
    );
  }
  return (
    <section aria-label="Request" data-inspector className="flex min-h-0 flex-1 flex-col bg-panel">
      {row === undefined &&
      detail.data &&
      screen.state.status === 'ready' &&
      screen.filter.text !== '' ? (
        <HiddenByFilter screen={screen} />
      ) : null}
      {shown ? <InspectorHead row={shown} acts={acts} detail={detail.data} /> : null}
      {shown?.is_cut ? (
        <p className="border-y border-line bg-warn-tint px-3 py-1 text-table text-warn">
          Body cut at {sizeText(shown.size)}. The signature cannot be checked.
        </p>
      ) : null}
      {detail.data ? <InspectorTabs detail={detail.data} /> : <SkeletonLines />}
    </section>
  );
}

interface InspectorHeadProps {
  row: Capture;
  detail: CaptureDetail | null;
  acts: CaptureActs;
}

function InspectorHead({ row, detail, acts }: InspectorHeadProps) {
  const blockedBy = useBlockedBy();
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <h2 className="flex min-w-0 flex-1 basis-60 items-center gap-2 text-pane font-semibold">
        <span className="tabular text-ink-3">#{row.number}</span>
        <span className="truncate">{row.event_type ?? `${row.method} ${row.path}`}</span>
        <VerdictMark verdict={row.signature.verdict} />
      </h2>
      <div className="flex items-center gap-1">
        <Button
          icon={RotateCcw}
          command="replay"
          blockedBy={blockedBy}
          onClick={() => acts.replay(row.id)}
        >
          Replay
        </Button>
        <IconButton
          label={row.is_starred ? 'Unstar' : 'Star'}
          icon={Star}
          command="star"
          isPressed={row.is_starred}
          onClick={() => acts.star(row)}
        />
        <IconButton
          label="Delete"
          icon={Trash2}
          command="delete"
          blockedBy={blockedBy}
          onClick={() => acts.remove([row.id])}
        />
        <MoreMenu id={row.id} acts={acts} />
      </div>
      <p className="mono flex w-full flex-wrap gap-x-3 text-table text-ink-2 mid:flex-nowrap mid:whitespace-nowrap">
        <span className="break-all mid:min-w-0 mid:truncate" title={`${row.method} ${row.path}`}>
          {row.method} {row.path}
        </span>
        <TimeText instant={row.received_at} />
        {detail ? <span>from {detail.remote.address}</span> : null}
        {detail?.delivery_id ? (
          <Link href={`/traces/${detail.delivery_id}`} className="font-sans text-accent underline">
            View trace
          </Link>
        ) : null}
      </p>
    </header>
  );
}

function MoreMenu({ id, acts }: { id: string; acts: CaptureActs }) {
  return (
    <Menu align="end" trigger={<IconButton label="More" icon={Ellipsis} />}>
      <MenuItem command="copy.curl" onSelect={() => acts.copyAs(id, 'curl_bash')}>
        Copy as cURL (bash)
      </MenuItem>
      <MenuItem onSelect={() => acts.copyAs(id, 'curl_powershell')}>
        Copy as cURL (PowerShell)
      </MenuItem>
      <MenuItem onSelect={() => acts.copyAs(id, 'curl_cmd')}>Copy as cURL (cmd)</MenuItem>
      <MenuItem command="copy.fetch" onSelect={() => acts.copyAs(id, 'fetch')}>
        Copy as fetch
      </MenuItem>
      <MenuItem command="copy.raw" onSelect={() => acts.copyAs(id, 'raw')}>
        Copy as raw HTTP
      </MenuItem>
      <MenuItem command="copy.har" onSelect={() => acts.copyAs(id, 'har')}>
        Copy as HAR
      </MenuItem>
      <MenuItem command="copy.body" onSelect={() => acts.copyAs(id, 'body')}>
        Copy the body
      </MenuItem>
    </Menu>
  );
}

function InspectorTabs({ detail }: { detail: CaptureDetail }) {
  const { client, notices, resources } = useWorkbench();
  const dialects = useResource(resources.dialects).data ?? [];
  const load = useCallback(
    (maxBytes: number | null, signal: AbortSignal) =>
      client.captureBody(detail.id, maxBytes, signal),
    [client, detail.id],
  );
  const signed = dialects.find((one) => one.id === detail.signature.dialect)?.headers;
  // The same elements for as long as they show the same: the address changes with every key.
  const tabs = useMemo(
    () => tabsOf({ detail, load, signed: signed ?? [], onNotice: notices.show }),
    [detail, load, signed, notices],
  );
  const [tab, setTab] = useTab(
    detail,
    tabs.map((one) => one.id),
  );
  return <Tabs label="Views of the request" tabs={tabs} value={tab} onChange={setTab} />;
}

interface TabParts {
  detail: CaptureDetail;
  load: (maxBytes: number | null, signal: AbortSignal) => Promise<BodyRange>;
  /** Headers that the dialect signs with. */
  signed: readonly string[];
  onNotice: (text: string) => void;
}

function tabsOf({ detail, load, signed, onNotice }: TabParts) {
  const body = { id: detail.id, sizeBytes: detail.size, load };
  return [
    {
      id: 'pretty',
      label: 'Pretty',
      content: (
        <BodyLoader {...body}>
          {(bytes, isWhole) => <PrettyBody bytes={bytes} isPart={!isWhole} onNotice={onNotice} />}
        </BodyLoader>
      ),
    },
    {
      id: 'raw',
      label: 'Raw',
      content: <BodyLoader {...body}>{(bytes) => <RawBody bytes={bytes} />}</BodyLoader>,
    },
    {
      id: 'headers',
      label: `Headers ${detail.raw_headers.length}`,
      content: (
        <HeaderTable
          caption="Headers in wire order and case"
          headers={detail.raw_headers}
          signed={signed.map((name) => name.toLowerCase())}
        />
      ),
    },
    {
      id: 'signature',
      label: detail.signature.verdict === 'invalid' ? 'Signature ✕' : 'Signature',
      content: <SignatureTab detail={detail} />,
    },
    { id: 'response', label: 'Response', content: <ResponseTab detail={detail} /> },
    { id: 'replay', label: 'Replay', content: <ReplayTab detail={detail} /> },
    { id: 'code', label: 'Code', content: <RequestCode detail={detail} /> },
  ];
}

/** From the address; else Signature where the check failed; else the last one used. */
function useTab(detail: CaptureDetail, ids: readonly string[]) {
  const { preferences } = useWorkbench();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const wanted = new URLSearchParams(search).get('tab');
  // Missing is said only where a secret is known, so that a signature was expected.
  const isBad = ['invalid', 'stale', 'missing'].includes(detail.signature.verdict);
  const last = preferences.store.getState().lastTabs.inbox ?? 'pretty';
  const fallback = isBad ? 'signature' : last;
  const tab = wanted !== null && ids.includes(wanted) ? wanted : fallback;
  const setTab = useCallback(
    (next: string) => {
      const params = new URLSearchParams(search);
      params.set('tab', next);
      const { lastTabs } = preferences.store.getState();
      preferences.change({ lastTabs: { ...lastTabs, inbox: next } });
      navigate(`${path}?${params}`, { replace: true });
    },
    [navigate, path, search, preferences],
  );
  const idList = ids.join(' ');
  const commands = useMemo(
    () =>
      idList.split(' ').map((id, index) => ({
        id: tabCommand(index),
        title: `${id.charAt(0).toUpperCase()}${id.slice(1)} tab`,
        run: () => setTab(id),
      })),
    [idList, setTab],
  );
  useCommands(commands);
  return [tab, setTab] as const;
}

function useMarkSeen(row: Capture | undefined): void {
  const { client, inbox, refreshUnseen } = useWorkbench();
  const isMarked = useRef(false);
  useEffect(() => {
    if (row?.is_unseen && !isMarked.current) {
      isMarked.current = true;
      inbox.replaceRow({ ...row, is_unseen: false });
      client
        .call('changeCapture', { params: { id: row.id }, body: { is_unseen: false } })
        .then(refreshUnseen)
        .catch(console.warn);
    }
  }, [row, client, inbox, refreshUnseen]);
}
