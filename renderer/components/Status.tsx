import {
  Ban,
  CircleCheck,
  Clock,
  type LucideProps,
  RotateCcw,
  ShieldCheck,
  ShieldMinus,
  ShieldQuestionMark,
  ShieldX,
} from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import type { Verdict } from '../../server/contract/signature.ts';

export type StatusKind =
  | 'delivered'
  | 'failed'
  | 'retrying'
  | 'pending'
  | 'disabled'
  | 'replay'
  | 'info';
type Tone = 'ok' | 'fail' | 'warn' | 'info' | 'idle';
type Glyph = ComponentType<Pick<LucideProps, 'size' | 'className'>>;

const TONES: Record<Tone, string> = {
  ok: 'text-ok bg-ok-tint',
  fail: 'text-fail bg-fail-tint',
  warn: 'text-warn bg-warn-tint',
  info: 'text-info bg-info-tint',
  idle: 'text-idle bg-idle-tint',
};

/** Each state has a silhouette of its own: it reads in greyscale too. */
const STATUS: Record<StatusKind, { tone: Tone; glyph: Glyph; word: string }> = {
  delivered: { tone: 'ok', glyph: thin(CircleCheck), word: 'delivered' },
  failed: { tone: 'fail', glyph: Octagon, word: 'failed' },
  retrying: { tone: 'warn', glyph: DashedRing, word: 'retrying' },
  pending: { tone: 'info', glyph: thin(Clock), word: 'pending' },
  disabled: { tone: 'idle', glyph: thin(Ban), word: 'disabled' },
  replay: { tone: 'info', glyph: thin(RotateCcw), word: 'replay' },
  info: { tone: 'info', glyph: thin(Clock), word: 'note' },
};

const VERDICTS: Record<Verdict, { tone: Tone; glyph: Glyph; word: string }> = {
  valid: { tone: 'ok', glyph: thin(ShieldCheck), word: 'valid' },
  invalid: { tone: 'fail', glyph: thin(ShieldX), word: 'invalid' },
  stale: { tone: 'warn', glyph: ShieldClock, word: 'stale' },
  missing: { tone: 'idle', glyph: thin(ShieldMinus), word: 'missing' },
  unchecked: { tone: 'idle', glyph: thin(ShieldQuestionMark), word: 'not checked' },
};

export interface StatusProps {
  kind: StatusKind;
  /** In place of the word, such as the status code. The word is spoken all the same. */
  children?: ReactNode;
  /** Icon and text without the tinted chip: for dense rows. */
  isPlain?: boolean;
}

export function Status({ kind, children, isPlain = false }: StatusProps) {
  const { tone, glyph, word } = STATUS[kind];
  return (
    <Mark tone={tone} glyph={glyph} isPlain={isPlain}>
      {children === undefined ? (
        word
      ) : (
        <>
          <span className="sr-only">{word} </span>
          {children}
        </>
      )}
    </Mark>
  );
}

export function VerdictMark({ verdict, isPlain = false }: { verdict: Verdict; isPlain?: boolean }) {
  const { tone, glyph, word } = VERDICTS[verdict];
  return (
    <Mark tone={tone} glyph={glyph} isPlain={isPlain}>
      <span className="sr-only">signature </span>
      {word}
    </Mark>
  );
}

/** The icon alone, with its word for screen readers and in the tooltip. */
export function StatusGlyph({ kind }: { kind: StatusKind }) {
  const { tone, glyph: Figure, word } = STATUS[kind];
  return (
    <span className={`inline-grid place-items-center align-middle ${textTone(tone)}`} title={word}>
      <Figure size={16} />
      <span className="sr-only">{word}</span>
    </span>
  );
}

interface MarkProps {
  tone: Tone;
  glyph: Glyph;
  isPlain: boolean;
  children: ReactNode;
}

function Mark({ tone, glyph: Figure, isPlain, children }: MarkProps) {
  const look = isPlain ? textTone(tone) : `rounded-control px-1.5 ${TONES[tone]}`;
  return (
    <span
      className={`inline-flex h-5 items-center gap-1 align-middle text-table whitespace-nowrap ${look}`}
    >
      <Figure size={14} className="shrink-0" />
      <span className="tabular">{children}</span>
    </span>
  );
}

function textTone(tone: Tone): string {
  return TONES[tone].split(' ')[0] ?? '';
}

function thin(Icon: ComponentType<LucideProps>): Glyph {
  return function ThinIcon({ size, className }) {
    return <Icon size={size} className={className} strokeWidth={1.75} aria-hidden />;
  };
}

/** The only filled silhouette. */
function Octagon({ size, className }: Pick<LucideProps, 'size' | 'className'>) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" className={className} aria-hidden="true">
      <path fill="currentColor" d="M8 1.5h8L22.5 8v8L16 22.5H8L1.5 16V8z" />
      <path
        d="M8.5 8.5l7 7m0-7l-7 7"
        stroke="var(--panel)"
        strokeWidth={2.4}
        strokeLinecap="round"
      />
    </svg>
  );
}

interface DrawingProps extends Pick<LucideProps, 'size' | 'className'> {
  strokeWidth: number;
  children: ReactNode;
}

/** A silhouette of our own, in the manner of lucide's. */
function Drawing({ size, className, strokeWidth, children }: DrawingProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

function DashedRing(look: Pick<LucideProps, 'size' | 'className'>) {
  return (
    <Drawing {...look} strokeWidth={1.9}>
      <circle cx="12" cy="12" r="10" strokeDasharray="3.2 3.1" />
      <path d="M15.8 10.6A4.2 4.2 0 1 0 16 13.4M16.2 7.8v3h-3" />
    </Drawing>
  );
}

function ShieldClock(look: Pick<LucideProps, 'size' | 'className'>) {
  return (
    <Drawing {...look} strokeWidth={1.75}>
      <path d="M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z" />
      <path d="M12 8v4.5l2.5 1.5" />
    </Drawing>
  );
}
