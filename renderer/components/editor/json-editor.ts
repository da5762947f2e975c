import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Loaded on first use: with its parts it is larger than the rest of a screen. */
export interface JsonEditor {
  setText(text: string): void;
  focus(): void;
  showLine(line: number): void;
  destroy(): void;
}

export interface JsonEditorOptions {
  label: string;
  text: string;
  onChange: (text: string) => void;
  onSubmit: () => void;
}

const LOOKS = EditorView.theme({
  '&': {
    height: '100%',
    fontSize: '0.75rem',
    color: 'var(--ink)',
    backgroundColor: 'var(--panel)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono, ui-monospace, monospace)',
    lineHeight: '1.25rem',
  },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--canvas)',
    color: 'var(--ink-3)',
    borderRight: '1px solid var(--line)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--selected)' },
  '.cm-matchingBracket': { outline: '1px solid var(--edge)', backgroundColor: 'transparent' },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--info)' },
  { tag: tags.string, color: 'var(--ok)' },
  { tag: tags.number, color: 'var(--json-number)' },
  { tag: tags.bool, color: 'var(--exposee)' },
  { tag: tags.null, color: 'var(--ink-3)' },
]);

/**
 * Makes an editor for JSON inside `host`. It lives in a shadow root: there its styles are
 * constructed sheets, which the content security policy allows.
 */
export function createJsonEditor(host: HTMLElement, options: JsonEditorOptions): JsonEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(keymap.of([submitKey(options.onSubmit)])),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        json(),
        syntaxHighlighting(COLOURS),
        LOOKS,
        EditorState.tabSize.of(2),
        // A long payload scrolls: whoever goes by keyboard is told that it can be reached.
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            options.onChange(update.state.doc.toString());
          }
        }),
      ],
    }),
  });
  return {
    setText(text) {
      if (text !== view.state.doc.toString()) {
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      }
    },
    focus: () => view.focus(),
    showLine(line) {
      const { from } = view.state.doc.line(Math.min(line, view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function submitKey(onSubmit: () => void) {
  return {
    key: 'Mod-Enter',
    run: () => {
      onSubmit();
      return true;
    },
  };
}
