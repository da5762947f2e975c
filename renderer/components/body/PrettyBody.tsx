import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { copyText } from '../CopyButton.tsx';
import { FindBar, type FindState } from './FindBar.tsx';
import { isJsonFault, type JsonLayout } from './json-layout.ts';
import { lineAtOffset, pathOfLine, tokensOfLine } from './json-lines.ts';
import { RawText } from './RawBody.tsx';
import { useJsonLayout } from './use-json-layout.ts';
import { VirtualLines, type VirtualLinesHandle } from './VirtualLines.tsx';

/** A single token longer than this is cut in view: a text node of megabytes freezes a window. */
const MAX_TOKEN_CHARS = 5_000;

export interface PrettyBodyProps {
  bytes: Uint8Array;
  /** Only the beginning: that it ends too early says nothing about the body. */
  isPart?: boolean;
  onNotice: (text: string) => void;
}

/** JSON with its tokens as sent, in lines that fold; anything else as text, with the reason. */
export function PrettyBody({ bytes, isPart = false, onNotice }: PrettyBodyProps) {
  const laidOut = useJsonLayout(bytes);
  if (bytes.byteLength === 0) {
    return <p className="p-4 text-body text-ink-2">The body is empty.</p>;
  }
  if (laidOut === null) {
    return <p className="p-4 text-body text-ink-3">Laying out…</p>;
  }
  const { text, outcome } = laidOut;
  if (isJsonFault(outcome)) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <p className="border-b border-line px-3 py-1.5 text-table text-ink-2">
          {isPart
            ? 'Shown as text: JSON is formatted once all of it is here.'
            : `Not JSON: ${outcome.message} (character ${outcome.offset + 1}). Shown as text.`}
        </p>
        <RawText text={text} />
      </div>
    );
  }
  return <JsonView key={text.length} text={text} layout={outcome} onNotice={onNotice} />;
}

interface JsonViewProps {
  text: string;
  layout: JsonLayout;
  onNotice: (text: string) => void;
}

function JsonView({ text, layout, onNotice }: JsonViewProps) {
  const lines = useRef<VirtualLinesHandle>(null);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [find, setFind] = useState<FindState>({ needle: '', offset: null });
  const visible = useMemo(() => visibleLines(layout, folded), [layout, folded]);
  const toggle = useCallback((line: number) => {
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(line)) {
        next.add(line);
      }
      return next;
    });
  }, []);
  function onFind(next: FindState): void {
    setFind(next);
    if (next.offset !== null) {
      setFolded(new Set());
      lines.current?.scrollToLine(lineAtOffset(layout, next.offset));
    }
  }
  function copyPath(line: number): void {
    const path = pathOfLine(layout, text, line);
    copyText(path)
      .then(() => onNotice(`Copied ${path}`))
      .catch(console.warn);
  }
  const gutter = `${String(layout.lineTokens.length).length + 1}ch`;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <FindBar text={text} state={find} onChange={onFind} />
      <VirtualLines
        label="Body, formatted"
        count={visible?.length ?? layout.lineTokens.length}
        handle={lines}
        lineOf={(index) => {
          const line = visible?.[index] ?? index;
          return (
            <JsonLine
              key={line}
              {...{ text, layout, line, gutter }}
              isFolded={folded.has(line)}
              needle={find.needle}
              onToggle={toggle}
              onCopyPath={copyPath}
            />
          );
        }}
      />
    </div>
  );
}

interface JsonLineProps {
  text: string;
  layout: JsonLayout;
  line: number;
  gutter: string;
  isFolded: boolean;
  needle: string;
  onToggle: (line: number) => void;
  onCopyPath: (line: number) => void;
}

const JsonLine = memo(function JsonLine(props: JsonLineProps) {
  const { text, layout, line, gutter, isFolded, needle, onToggle, onCopyPath } = props;
  const foldEnd = layout.foldEnds[line] ?? 0;
  const shown = isFolded
    ? [...tokensOfLine(layout, line), ...tokensOfLine(layout, foldEnd)]
    : tokensOfLine(layout, line);
  const opensAt = tokensOfLine(layout, line).length;
  return (
    <div className="group flex h-5 w-max min-w-full whitespace-pre hover:bg-raised">
      <button
        type="button"
        tabIndex={-1}
        title="Copy path"
        onClick={() => onCopyPath(line)}
        className="shrink-0 pr-1 pl-2 text-right text-ink-3 select-none hover:text-accent"
        style={{ width: `calc(${gutter} + 0.75rem)` }}
      >
        {line + 1}
      </button>
      <span className="w-4 shrink-0">
        {foldEnd > 0 ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={isFolded ? 'Unfold' : 'Fold'}
            aria-expanded={!isFolded}
            onClick={() => onToggle(line)}
            className="grid size-5 -translate-x-0.5 place-items-center text-ink-3 hover:text-ink"
          >
            {isFolded ? (
              <ChevronRight size={14} aria-hidden />
            ) : (
              <ChevronDown size={14} aria-hidden />
            )}
          </button>
        ) : null}
      </span>
      <span style={{ paddingLeft: `${(layout.lineDepths[line] ?? 0) * 2}ch` }}>
        {shown.map((token, index) => (
          <span key={token.start}>
            {isFolded && index === opensAt ? (
              <span className="text-ink-3 select-none"> {foldEnd - line - 1} lines </span>
            ) : null}
            <Token kind={token.kind} text={text.slice(token.start, token.end)} needle={needle} />
            {text[token.start] === ':' && token.kind === 0 ? ' ' : null}
          </span>
        ))}
      </span>
    </div>
  );
});

const TOKEN_LOOKS = [
  'text-ink-2',
  'text-info',
  'text-ok',
  'text-json-number',
  'text-exposee',
  'text-ink-3',
];

function Token({ kind, text, needle }: { kind: number; text: string; needle: string }) {
  const isCut = text.length > MAX_TOKEN_CHARS;
  const shown = isCut ? text.slice(0, MAX_TOKEN_CHARS) : text;
  return (
    <span className={TOKEN_LOOKS[kind]}>
      <Marked text={shown} needle={needle} />
      {isCut ? (
        <span className="text-ink-3 select-none">
          … {(text.length - MAX_TOKEN_CHARS).toLocaleString('en')} more characters, see Raw
        </span>
      ) : null}
    </span>
  );
}

/** The text with every place of the needle marked. */
function Marked({ text, needle }: { text: string; needle: string }) {
  if (needle === '') {
    return text;
  }
  const parts = splitAround(text, needle);
  return parts.map((part) =>
    part.isMatch ? (
      <mark key={part.start} className="rounded-[2px] bg-warn-tint text-warn">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}

function splitAround(text: string, needle: string) {
  const parts: { text: string; start: number; isMatch: boolean }[] = [];
  const haystack = text.toLowerCase();
  const wanted = needle.toLowerCase();
  let position = 0;
  let found = haystack.indexOf(wanted);
  while (found >= 0) {
    parts.push({ text: text.slice(position, found), start: position, isMatch: false });
    position = found + wanted.length;
    parts.push({ text: text.slice(found, position), start: found, isMatch: true });
    found = haystack.indexOf(wanted, position);
  }
  parts.push({ text: text.slice(position), start: position, isMatch: false });
  return parts.filter((part) => part.text !== '');
}

/** Null where nothing is folded: then every line is. */
function visibleLines(layout: JsonLayout, folded: ReadonlySet<number>): number[] | null {
  if (folded.size === 0) {
    return null;
  }
  const visible: number[] = [];
  for (let line = 0; line < layout.lineTokens.length; line += 1) {
    visible.push(line);
    if (folded.has(line)) {
      line = layout.foldEnds[line] ?? line;
    }
  }
  return visible;
}
