import {
  BrowserWindow,
  type ContextMenuParams,
  Menu,
  type MenuItemConstructorOptions,
  type WebContents,
} from 'electron';

type TextParams = Pick<ContextMenuParams, 'isEditable' | 'editFlags' | 'selectionText'>;

/** What a browser offers on a right click in text, which Electron leaves to the app. */
function textMenuTemplate(params: TextParams): MenuItemConstructorOptions[] {
  const { isEditable, editFlags, selectionText } = params;
  if (isEditable) {
    return [
      { role: 'undo', enabled: editFlags.canUndo },
      { role: 'redo', enabled: editFlags.canRedo },
      { type: 'separator' },
      { role: 'cut', enabled: editFlags.canCut },
      { role: 'copy', enabled: editFlags.canCopy },
      { role: 'paste', enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', enabled: editFlags.canSelectAll },
    ];
  }
  return selectionText.trim() === '' ? [] : [{ role: 'copy', enabled: editFlags.canCopy }];
}

/** Where the page shows a menu of its own, this event does not come. */
export function offerTextMenu(contents: WebContents): void {
  contents.on('context-menu', (_event, params) => {
    const template = textMenuTemplate(params);
    const window = BrowserWindow.fromWebContents(contents);
    if (window && template.length > 0) {
      Menu.buildFromTemplate(template).popup({
        window,
        sourceType: params.menuSourceType,
        ...(params.frame ? { frame: params.frame } : {}),
      });
    }
  });
}
