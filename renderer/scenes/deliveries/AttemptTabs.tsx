import { useCallback, useMemo } from 'react';
import type { Attempt, DeliveryDetail } from '../../../server/contract/delivery.ts';
import { tabCommand } from '../../../server/contract/window-commands.ts';
import { bytesOfBase64 } from '../../components/base64.ts';
import { PrettyBody } from '../../components/body/PrettyBody.tsx';
import { RawBody } from '../../components/body/RawBody.tsx';
import { HeaderTable } from '../../components/HeaderTable.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import { durationText, sizeText } from '../../text/amount-text.ts';
import { AttemptCode } from './AttemptCode.tsx';
import { AttemptMenu } from './AttemptMenu.tsx';
import { AttemptSignature } from './AttemptSignature.tsx';
import { TrustCertificate } from './TrustCertificate.tsx';
import { useAttemptAddress } from './use-attempt-address.ts';

interface AttemptTabsProps {
  detail: DeliveryDetail;
  attempt: Attempt;
  onChoose: (attempt: number) => void;
}

/** One HTTP call in full: what was sent, what came back, and why it counts as it does. */
export function AttemptTabs({ detail, attempt, onChoose }: AttemptTabsProps) {
  const { notices } = useWorkbench();
  const [tab, setTab] = useAttemptTab();
  const sent = useMemo(() => bytesOfBase64(attempt.request.body_base64), [attempt]);
  const answered = useMemo(() => bytesOfBase64(attempt.response?.body_base64 ?? ''), [attempt]);
  const tabs = [
    {
      id: 'request',
      label: 'Request',
      content: <PrettyBody bytes={sent} onNotice={notices.show} />,
    },
    { id: 'raw', label: 'Raw', content: <RawBody bytes={sent} /> },
    {
      id: 'headers',
      label: `Headers ${attempt.request.headers.length}`,
      content: (
        <>
          <p className="mono border-b border-line px-3 py-1.5 text-table break-all">
            {attempt.request.method} {attempt.request.url}
          </p>
          <HeaderTable caption="Headers as sent" headers={attempt.request.headers} />
        </>
      ),
    },
    {
      id: 'response',
      label: 'Response',
      content: <AnswerView attempt={attempt} bytes={answered} />,
    },
    {
      id: 'signature',
      label: 'Signature',
      content: <AttemptSignature key={attempt.id} detail={detail} attempt={attempt} />,
    },
    { id: 'code', label: 'Code', content: <AttemptCode detail={detail} attempt={attempt} /> },
  ];
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <p className="min-w-0 flex-1 basis-60 text-body">
          <span className="text-ink-3">Why: </span>
          {attempt.explanation}
        </p>
        <TrustCertificate attempt={attempt} subscriptionId={detail.subscription_id} />
      </div>
      <Tabs
        label="Views of the attempt"
        lead={<AttemptMenu attempts={detail.attempts} chosen={attempt} onChoose={onChoose} />}
        tabs={tabs}
        value={tab}
        onChange={setTab}
      />
    </>
  );
}

/** Without an answer nobody knows whether there was a connection at all. */
function connectionText({ timing, response }: Attempt): string {
  if (timing.connect_ms !== null) {
    return `connect ${durationText(timing.connect_ms)}`;
  }
  return response === null ? '' : 'warm connection';
}

function AnswerView({ attempt, bytes }: { attempt: Attempt; bytes: Uint8Array }) {
  const { notices } = useWorkbench();
  const { timing, response } = attempt;
  const parts = [
    connectionText(attempt),
    timing.wait_ms === null ? '' : `wait ${durationText(timing.wait_ms)}`,
  ].filter((part) => part !== '');
  return (
    <div className="flex h-full flex-col">
      <p className="tabular border-b border-line px-3 py-1.5 text-table text-ink-2">
        {durationText(timing.total_ms)}
        {parts.length > 0 ? ` (${parts.join(', ')})` : ''}
        {response ? ` · ${sizeText(response.size)}` : ' · no answer'}
        {response?.is_cut ? ' · only the first 64 KB are kept' : ''}
      </p>
      {response ? (
        <>
          {bytes.byteLength > 0 ? (
            <div className="flex min-h-40 flex-1 flex-col">
              <PrettyBody bytes={bytes} onNotice={notices.show} />
            </div>
          ) : (
            <p className="px-3 py-2 text-body text-ink-2">The answer has no body.</p>
          )}
          <div className="max-h-1/2 overflow-y-auto border-t border-line">
            <HeaderTable caption="Headers of the answer" headers={response.headers} />
          </div>
        </>
      ) : null}
    </div>
  );
}

const TAB_IDS = ['request', 'raw', 'headers', 'response', 'signature', 'code'];

function useAttemptTab() {
  const { preferences } = useWorkbench();
  const { tab: wanted, change } = useAttemptAddress();
  const tab = wanted ?? preferences.store.getState().lastTabs.deliveries ?? 'response';
  const setTab = useCallback(
    (next: string) => {
      change('tab', next);
      const { lastTabs } = preferences.store.getState();
      preferences.change({ lastTabs: { ...lastTabs, deliveries: next } });
    },
    [preferences, change],
  );
  const commands = useMemo(
    () =>
      TAB_IDS.map((id, index) => ({
        id: tabCommand(index),
        title: `${id.charAt(0).toUpperCase()}${id.slice(1)} tab`,
        run: () => setTab(id),
      })),
    [setTab],
  );
  useCommands(commands);
  return [TAB_IDS.includes(tab) ? tab : 'response', setTab] as const;
}
