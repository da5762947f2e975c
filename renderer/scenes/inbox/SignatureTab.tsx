import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { Link } from 'wouter';
import type { CaptureDetail } from '../../../server/contract/capture.ts';
import type { DialectInfo, SignatureReport } from '../../../server/contract/signature.ts';
import { BodyLoader, type BodyLoaderProps } from '../../components/body/BodyLoader.tsx';
import { RawBody } from '../../components/body/RawBody.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Fact, FactList } from '../../components/Scene.tsx';
import { VerdictMark } from '../../components/Status.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';

interface SignatureTabProps {
  detail: CaptureDetail;
  load: BodyLoaderProps['load'];
}

/** The verdict in one sentence, the five checks, and the values that were compared. */
export function SignatureTab({ detail, load }: SignatureTabProps) {
  const { resources } = useWorkbench();
  const dialects = useResource(resources.dialects).data ?? [];
  const report = detail.signature_report;
  if (report === null || report.verdict === 'unchecked') {
    const path = detail.path.split('?')[0];
    return (
      <EmptyState
        actions={
          <Link
            href={`/settings/inboxes?path=${encodeURIComponent(path ?? '/')}`}
            className="inline-flex h-7 items-center rounded-control border border-edge px-2.5 text-body"
          >
            Add secret
          </Link>
        }
      >
        Not checked: no secret for <span className="mono">{path}</span>.
      </EmptyState>
    );
  }
  const dialect = dialects.find((one) => one.id === report.dialect);
  return (
    <div className="grid content-start gap-4 p-3">
      <p className="flex flex-wrap items-center gap-2 text-body">
        <VerdictMark verdict={report.verdict} />
        <span className="font-medium">{report.reason}</span>
      </p>
      <Checks report={report} />
      {dialect ? <HowItSigns dialect={dialect} /> : null}
      <Values report={report} />
      <SignedBytes detail={detail} report={report} load={load} />
      {report.notes.length > 0 ? (
        <ul className="grid list-disc gap-1 pl-5 text-table text-ink-2">
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

const RESULTS = {
  pass: { icon: CircleCheck, tone: 'text-ok', word: 'passed' },
  fail: { icon: CircleX, tone: 'text-fail', word: 'failed' },
  skipped: { icon: CircleDashed, tone: 'text-ink-3', word: 'not made' },
};

function Checks({ report }: { report: SignatureReport }) {
  return (
    <ul aria-label="Checks" className="flex flex-wrap gap-x-4 gap-y-1 text-table">
      {report.checks.map((check) => {
        const { icon: Icon, tone, word } = RESULTS[check.result];
        return (
          <li key={check.name} className="flex items-center gap-1">
            <Icon size={14} strokeWidth={1.75} className={`shrink-0 ${tone}`} aria-hidden />
            <span className="sr-only">{word}: </span>
            {check.text}
          </li>
        );
      })}
    </ul>
  );
}

function HowItSigns({ dialect }: { dialect: DialectInfo }) {
  return (
    <div className="grid gap-1">
      <h3 className="text-table font-medium text-ink-2">How {dialect.name} signs</h3>
      <p className="mono rounded-card border border-line bg-canvas px-2 py-1.5 text-table break-words">
        {dialect.signed}
      </p>
    </div>
  );
}

function Values({ report }: { report: SignatureReport }) {
  const difference = firstDifference(report.received, report.expected);
  return (
    <FactList>
      {report.key_source ? <Fact name="Key">{report.key_source}</Fact> : null}
      <Fact name="Received">
        {report.received === null ? (
          '–'
        ) : (
          <Value name="received signature" text={report.received} markFrom={difference} />
        )}
      </Fact>
      {report.expected === null ? null : (
        <Fact name="Computed">
          <Value name="computed signature" text={report.expected} markFrom={difference} />
          {difference === null ? null : (
            <span className="text-table text-ink-3">differs at character {difference + 1}</span>
          )}
        </Fact>
      )}
    </FactList>
  );
}

interface ValueProps {
  name: string;
  text: string;
  markFrom: number | null;
}

function Value({ name, text, markFrom }: ValueProps) {
  const from = markFrom ?? text.length;
  return (
    <span className="flex min-w-0 items-start gap-1">
      <span className="mono text-table leading-6 break-all">
        {text.slice(0, from)}
        <span className="bg-removed">{text.slice(from)}</span>
      </span>
      <CopyButton label={`Copy ${name}`} text={text} />
    </span>
  );
}

function SignedBytes({ detail, report, load }: SignatureTabProps & { report: SignatureReport }) {
  if (report.signed_prefix === null && report.signed_suffix === null) {
    return null;
  }
  return (
    <div className="grid gap-1">
      <h3 className="text-table font-medium text-ink-2">Signed bytes</h3>
      <div className="flex h-80 flex-col overflow-hidden rounded-card border border-line">
        <BodyLoader id={detail.id} sizeBytes={detail.size} load={load}>
          {(bytes) => <RawBody bytes={signedBytes(report, bytes)} />}
        </BodyLoader>
      </div>
    </div>
  );
}

function signedBytes(report: SignatureReport, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const prefix = encoder.encode(report.signed_prefix ?? '');
  const suffix = encoder.encode(report.signed_suffix ?? '');
  const all = new Uint8Array(prefix.byteLength + body.byteLength + suffix.byteLength);
  all.set(prefix, 0);
  all.set(body, prefix.byteLength);
  all.set(suffix, prefix.byteLength + body.byteLength);
  return all;
}

function firstDifference(left: string | null, right: string | null): number | null {
  if (left === null || right === null || left === right) {
    return null;
  }
  let index = 0;
  while (index < left.length && left[index] === right[index]) {
    index += 1;
  }
  return index;
}
