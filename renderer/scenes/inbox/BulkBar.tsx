import { Ellipsis, Eye, EyeOff, RotateCcw, Star, Trash2 } from 'lucide-react';
import type { Capture } from '../../../server/contract/capture.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { useBlockedBy } from '../../stores/use-workbench.ts';
import { CompareButton } from '../compare/CompareButton.tsx';
import { BulkBar } from '../list/BulkBar.tsx';
import { ExportMenu } from '../list/ExportMenu.tsx';
import type { RowScreen } from '../list/use-row-screen.ts';
import { areStarred } from './bulk-acts.ts';
import type { CaptureActs } from './use-capture-acts.ts';

/** What can be done with several requests at once. */
export function InboxBulkBar({ screen, acts }: { screen: RowScreen<Capture>; acts: CaptureActs }) {
  const blockedBy = useBlockedBy();
  const { chosen } = screen;
  return (
    <BulkBar screen={screen}>
      <Button
        icon={RotateCcw}
        command="replay"
        blockedBy={blockedBy}
        onClick={() => acts.replayAll(chosen)}
      >
        Replay
      </Button>
      <CompareButton screen={screen} />
      <ExportMenu chosen={chosen} what="captures" />
      <Button
        icon={Trash2}
        command="delete"
        blockedBy={blockedBy}
        onClick={() => acts.removeAll(chosen)}
      >
        Delete
      </Button>
      <Menu align="end" trigger={<IconButton label="More for the selection" icon={Ellipsis} />}>
        <MenuItem
          icon={Star}
          command="star"
          isDisabled={blockedBy !== undefined}
          onSelect={() => acts.mark(chosen, { is_starred: !areStarred(screen) })}
        >
          {areStarred(screen) ? 'Unstar' : 'Star'}
        </MenuItem>
        <MenuItem
          icon={Eye}
          isDisabled={blockedBy !== undefined}
          onSelect={() => acts.mark(chosen, { is_unseen: false })}
        >
          Mark as seen
        </MenuItem>
        <MenuItem
          icon={EyeOff}
          isDisabled={blockedBy !== undefined}
          onSelect={() => acts.mark(chosen, { is_unseen: true })}
        >
          Mark as unseen
        </MenuItem>
      </Menu>
    </BulkBar>
  );
}
