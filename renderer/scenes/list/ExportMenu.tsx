import { Download } from 'lucide-react';
import type { ExportFormat } from '../../../server/contract/exchange.ts';
import { Button } from '../../components/Button.tsx';
import { Menu, MenuItem, MenuLabel } from '../../components/Menu.tsx';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { countOf } from '../../text/amount-text.ts';
import type { Chosen } from './chosen-rows.ts';

const FORMATS: readonly (readonly [ExportFormat, string, string])[] = [
  ['har', 'HAR', 'requests.har'],
  ['cassette', 'Cassette', 'requests.cassette'],
  ['raw', 'Raw HTTP', 'requests.http'],
  ['curl_bash', 'cURL for bash', 'requests.sh'],
  ['curl_powershell', 'cURL for PowerShell', 'requests.ps1'],
];

interface ExportMenuProps {
  chosen: Chosen;
  what: 'captures' | 'deliveries';
}

/** Writes the selected rows to a file; credentials are masked. */
export function ExportMenu({ chosen, what }: ExportMenuProps) {
  const { client, platform, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  async function write(format: ExportFormat, name: string): Promise<void> {
    const bytes = await client.exportBytes({ what, format, ...chosen.target });
    if (await platform.saveFile(name, bytes)) {
      const count =
        what === 'captures'
          ? countOf(chosen.count, 'request')
          : countOf(chosen.count, 'delivery', 'deliveries');
      notices.show(`Exported ${count} (credentials masked).`);
    }
  }
  return (
    <Menu
      trigger={
        <Button icon={Download} blockedBy={blockedBy}>
          Export
        </Button>
      }
    >
      <MenuLabel>Credentials are masked</MenuLabel>
      {FORMATS.map(([format, title, name]) => (
        <MenuItem
          key={format}
          onSelect={() => {
            write(format, name).catch(notices.refuse);
          }}
        >
          {title}
        </MenuItem>
      ))}
    </Menu>
  );
}
