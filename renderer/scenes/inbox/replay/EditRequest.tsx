import { useState } from 'react';
import type { CaptureDetail } from '../../../../server/contract/capture.ts';
import type { RawHeaders } from '../../../../server/contract/text.ts';
import { textOfError } from '../../../api/problem.ts';
import { Button } from '../../../components/Button.tsx';
import { base64OfBytes, textOfBytes } from '../../../components/base64.ts';
import { TextAreaField, TextField } from '../../../components/Field.tsx';
import { Fold } from '../../../components/Fold.tsx';
import type { EditedBody, ReplayDraft } from '../../../stores/replay-desk.ts';
import { useWorkbench } from '../../../stores/use-workbench.ts';
import { countOf } from '../../../text/amount-text.ts';
import { parseHeaderLines, writeHeaderLines } from '../../../text/header-lines.ts';

interface EditRequestProps {
  detail: CaptureDetail;
  draft: ReplayDraft;
  set: (change: Partial<ReplayDraft>) => void;
}

/** Method, headers and body, to be changed before they are sent. */
export function EditRequest({ detail, draft, set }: EditRequestProps) {
  const edits = editsOf(draft);
  const [round, setRound] = useState(0);
  return (
    <Fold
      title={
        <>
          Edit the request
          <span className="text-table font-normal text-ink-3">
            {edits.length === 0 ? 'sent as captured' : `${edits.join(', ')} edited`}
          </span>
        </>
      }
    >
      <TextField
        label="Method"
        isMono
        className="w-40"
        value={draft.method ?? detail.method}
        onChange={(event) => set({ method: event.target.value.toUpperCase() })}
      />
      <HeaderLines
        key={`headers ${round}`}
        headers={draft.headers ?? detail.raw_headers}
        onHeaders={(headers) => set({ headers })}
      />
      <BodyEditor key={`body ${round}`} {...{ detail, draft, set }} />
      {edits.length === 0 ? null : (
        <div>
          <Button
            onClick={() => {
              set({ method: null, headers: null, body: { kind: 'captured' } });
              setRound(round + 1);
            }}
          >
            As captured again
          </Button>
        </div>
      )}
    </Fold>
  );
}

function editsOf(draft: ReplayDraft): string[] {
  return [
    draft.method === null ? '' : 'method',
    draft.headers === null ? '' : 'headers',
    draft.body.kind === 'captured' ? '' : 'body',
  ].filter((name) => name !== '');
}

interface HeaderLinesProps {
  headers: RawHeaders;
  onHeaders: (headers: RawHeaders) => void;
}

function HeaderLines({ headers, onHeaders }: HeaderLinesProps) {
  const [text, setText] = useState(() => writeHeaderLines(headers));
  const parsed = parseHeaderLines(text);
  return (
    <TextAreaField
      label="Headers"
      isMono
      rows={Math.min(12, text.split('\n').length + 1)}
      help="One a line, in the order in which they are sent."
      value={text}
      error={'error' in parsed ? parsed.error : undefined}
      onChange={(event) => {
        setText(event.target.value);
        const next = parseHeaderLines(event.target.value);
        if ('headers' in next) {
          onHeaders(next.headers);
        }
      }}
    />
  );
}

const MAX_EDITED_BYTES = 256 * 1024;

function BodyEditor({ detail, draft, set }: EditRequestProps) {
  const { client } = useWorkbench();
  const [fault, setFault] = useState<string | null>(null);
  if (draft.body.kind === 'text') {
    return (
      <TextAreaField
        label="Body"
        isMono
        rows={8}
        help="Sent as UTF-8, exactly as written here."
        value={draft.body.text}
        onChange={(event) => set({ body: { kind: 'text', text: event.target.value } })}
      />
    );
  }
  const load = async () => {
    try {
      const { bytes } = await client.captureBody(detail.id, null);
      const body = editable(bytes);
      if (body === null) {
        setFault('The body is no UTF-8 text: it is sent as captured.');
      } else {
        set({ body });
      }
    } catch (error) {
      setFault(textOfError(error));
    }
  };
  return (
    <div className="grid justify-items-start gap-1">
      <span className="text-table font-medium text-ink-2">Body</span>
      <p className="text-table text-ink-2">
        {draft.body.kind === 'bytes'
          ? `${countOf(draft.body.sizeBytes, 'byte')}: the ones that were signed.`
          : `${countOf(detail.size, 'byte')}, as captured.`}
      </p>
      {detail.size > MAX_EDITED_BYTES ? (
        <p className="text-table text-ink-3">Too large to be edited here.</p>
      ) : (
        <Button
          onClick={() => {
            load().catch(console.error);
          }}
        >
          Edit the body
        </Button>
      )}
      {fault === null ? null : <p className="text-table text-fail">{fault}</p>}
    </div>
  );
}

/** Null where text could not give back the very same bytes. */
function editable(bytes: Uint8Array<ArrayBuffer>): EditedBody | null {
  const text = textOfBytes(bytes);
  const isSame = base64OfBytes(new TextEncoder().encode(text)) === base64OfBytes(bytes);
  return isSame ? { kind: 'text', text } : null;
}
