import type { ExportFormat } from '../../../server/contract/exchange.ts';
import type { AttemptId } from '../../../server/contract/ids.ts';
import type { WindowCommandId } from '../../../server/contract/window-commands.ts';
import type { ApiClient } from '../../api/client.ts';
import { textOfBytes } from '../../components/base64.ts';

export type CodeFormat =
  | { kind: 'request'; id: ExportFormat | 'body'; label: string; command?: WindowCommandId }
  | { kind: 'verify'; id: string; label: string; language: string; command?: WindowCommandId };

const IS_WINDOWS = /Windows/.test(navigator.userAgent);

/** The shell of the person's system comes first and has the key. */
const SHELLS: readonly CodeFormat[] = [
  { kind: 'request', id: 'curl_bash', label: 'cURL (bash)' },
  { kind: 'request', id: 'curl_powershell', label: 'cURL (PowerShell)' },
];
const [firstShell, ...otherShells] = IS_WINDOWS ? [...SHELLS].reverse() : SHELLS;

const VERIFY: readonly [string, string][] = [
  ['node', 'Node'],
  ['python', 'Python'],
  ['go', 'Go'],
  ['ruby', 'Ruby'],
  ['php', 'PHP'],
  ['java', 'Java'],
  ['csharp', 'C#'],
];

export const CODE_FORMATS: readonly CodeFormat[] = [
  ...(firstShell ? [{ ...firstShell, command: 'copy.curl' as const }] : []),
  ...otherShells,
  { kind: 'request', id: 'curl_cmd', label: 'cURL (cmd)' },
  { kind: 'request', id: 'fetch', label: 'fetch', command: 'copy.fetch' },
  { kind: 'request', id: 'raw', label: 'raw HTTP', command: 'copy.raw' },
  { kind: 'request', id: 'har', label: 'HAR', command: 'copy.har' },
  { kind: 'request', id: 'body', label: 'body', command: 'copy.body' },
  ...VERIFY.map(
    ([language, label]): CodeFormat => ({
      kind: 'verify',
      id: `verify_${language}`,
      label,
      language,
    }),
  ),
];

/** What was chosen last, or the shell of this system. */
export function codeFormatOf(id: string | undefined): CodeFormat {
  const found = CODE_FORMATS.find((format) => format.id === id) ?? CODE_FORMATS[0];
  if (found === undefined) {
    throw new Error('There is no format to show.');
  }
  return found;
}

/** A stored request that can be written down: a capture, or an attempt of a delivery. */
export interface CodeSource {
  /** Changes with what is shown. */
  id: string;
  dialect: string | null;
  /** How the export calls it. */
  exported: { what: 'captures' | 'deliveries'; ids: string[]; attempt_id?: AttemptId };
  loadBody: () => Promise<Uint8Array>;
}

export async function loadCode(
  client: ApiClient,
  format: CodeFormat,
  { source, hasCredentials }: { source: CodeSource; hasCredentials: boolean },
): Promise<string> {
  if (format.kind === 'verify') {
    const { items } = await client.call('verifySnippets', {
      params: { id: source.dialect ?? 'standard' },
    });
    return items.find((item) => item.language === format.language)?.code ?? '';
  }
  if (format.id === 'body') {
    return textOfBytes(await source.loadBody());
  }
  return client.call('exportRequests', {
    body: { ...source.exported, format: format.id, include_credentials: hasCredentials },
  });
}
