import { Copy } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { copyText } from '../../components/CopyButton.tsx';
import { CheckField, SelectField } from '../../components/Field.tsx';
import { ScrollBox } from '../../components/ScrollBox.tsx';
import { useBlockedBy, usePreference, useWorkbench } from '../../stores/use-workbench.ts';
import { sizeText } from '../../text/amount-text.ts';
import { useDetail } from '../list/use-detail.ts';
import {
  CODE_FORMATS,
  type CodeFormat,
  type CodeSource,
  codeFormatOf,
  loadCode,
} from './code-formats.ts';

/** Longer texts are cut on screen; the copy is always whole. */
const SHOWN_CHARS = 64 * 1024;

/** The request as a command, as code, as a file; and code that verifies its like. */
export function CodeTab({ source }: { source: CodeSource }) {
  const { client, preferences } = useWorkbench();
  const format = codeFormatOf(usePreference('lastTabs').code);
  const [hasCredentials, setCredentials] = useState(false);
  const load = useCallback(
    async (key: string) => {
      const [, name = '', credentials = ''] = key.split(' ');
      const hasCredentials = credentials === 'true';
      return loadCode(client, codeFormatOf(name), { source, hasCredentials });
    },
    [client, source],
  );
  const isRequest = format.kind === 'request';
  const key = `${source.id} ${format.id} ${isRequest && hasCredentials}`;
  const { data: code, error } = useDetail(key, '', load);
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2 border-b border-line p-3">
        <FormatSelect
          value={format.id}
          onChange={(code) => {
            const { lastTabs } = preferences.store.getState();
            preferences.change({ lastTabs: { ...lastTabs, code } });
            setCredentials(false);
          }}
        />
        {isRequest ? (
          <CheckField label="Include credentials" isOn={hasCredentials} onChange={setCredentials} />
        ) : null}
        <span className="flex-1" />
        <CopyCode {...{ code, format, hasCredentials }} />
      </div>
      {error ? <p className="p-3 text-body text-fail">{error.text}</p> : null}
      {code === null ? error === null && <SkeletonLines /> : <CodeText code={code} />}
    </div>
  );
}

interface FormatSelectProps {
  value: string;
  onChange: (id: string) => void;
}

function FormatSelect({ value, onChange }: FormatSelectProps) {
  return (
    <SelectField
      label="Format"
      className="w-56"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {(['request', 'verify'] as const).map((kind) => (
        <optgroup key={kind} label={kind === 'request' ? 'This request' : 'Verify in'}>
          {CODE_FORMATS.filter((one) => one.kind === kind).map((one) => (
            <option key={one.id} value={one.id}>
              {one.label}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}

interface CopyCodeProps {
  code: string | null;
  format: CodeFormat;
  hasCredentials: boolean;
}

function CopyCode({ code, format, hasCredentials }: CopyCodeProps) {
  const { notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const copy = () => {
    const told =
      format.kind === 'verify' || format.id === 'body'
        ? ''
        : ` (credentials ${hasCredentials ? 'included' : 'masked'})`;
    copyText(code ?? '')
      .then(() => notices.show(`Copied as ${format.label}${told}`))
      .catch(() => notices.show('The clipboard refused.', { tone: 'failed' }));
  };
  return (
    <Button
      look="primary"
      icon={Copy}
      command={format.command}
      blockedBy={code === null ? (blockedBy ?? 'It is being made.') : undefined}
      onClick={copy}
    >
      Copy
    </Button>
  );
}

function CodeText({ code }: { code: string }) {
  const isCut = code.length > SHOWN_CHARS;
  return (
    <>
      <ScrollBox label="Code" className="min-h-0 flex-1 overflow-auto bg-canvas">
        <pre className="mono p-3 text-table leading-5">
          {isCut ? code.slice(0, SHOWN_CHARS) : code}
        </pre>
      </ScrollBox>
      {isCut ? (
        <p className="border-t border-line px-3 py-1 text-table text-ink-2">
          The first 64 KB of {sizeText(code.length)}; the copy is whole.
        </p>
      ) : null}
    </>
  );
}
