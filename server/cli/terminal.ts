import pico from 'picocolors';

const MIN_HIDDEN_LENGTH = 6;

type Colors = ReturnType<typeof pico.createColors>;

/** How a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly isJson: boolean;
  /** Colours of stdout; none where it is not a terminal or NO_COLOR is set. */
  readonly colors: Colors;
  readonly noteColors: Colors;
  /** One JSON document (or one line an item) with --json, else the text. */
  result(value: unknown, text: () => string): void;
  /** A word beside the result. */
  note(text: string): void;
  /** Never printed from now on, whatever a text holds. */
  hide(secret: string | undefined): void;
  /** Replaces the line of progress; nothing where stderr is not a terminal. */
  progress(text: string): void;
  endProgress(): void;
}

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalOptions {
  readonly isJson: boolean;
  readonly stdout?: Stream;
  readonly stderr?: Stream;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export function createTerminal(options: TerminalOptions): Terminal {
  const { stdout = process.stdout, stderr = process.stderr, env = process.env, isJson } = options;
  const secrets = new Set<string>();
  const clean = (text: string) => hideAll(text, secrets);
  let hasProgress = false;
  function endProgress(): void {
    if (hasProgress) {
      stderr.write('\r\x1b[2K');
      hasProgress = false;
    }
  }
  return {
    isJson,
    colors: pico.createColors(!isJson && hasColors(stdout, env)),
    noteColors: pico.createColors(hasColors(stderr, env)),
    result(value, text) {
      endProgress();
      stdout.write(`${isJson ? JSON.stringify(value) : text()}\n`);
    },
    note(text) {
      endProgress();
      stderr.write(`${clean(text)}\n`);
    },
    hide(secret) {
      // A short one would turn half of the alphabet into stars, and so give itself away.
      if (secret && secret.length >= MIN_HIDDEN_LENGTH) {
        secrets.add(secret);
      }
    },
    progress(text) {
      if (stderr.isTTY) {
        stderr.write(`\r\x1b[2K${clean(text).slice(0, (stderr.columns ?? 80) - 1)}`);
        hasProgress = true;
      }
    },
    endProgress,
  };
}

/** NO_COLOR wins over FORCE_COLOR; without either, a terminal that is not dumb has colours. */
export function hasColors(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.NO_COLOR) {
    return false;
  }
  if (env.FORCE_COLOR) {
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  }
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Text from elsewhere on one line, without the control characters that a terminal would obey. */
export function plain(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '\u00b7');
}

function hideAll(text: string, secrets: ReadonlySet<string>): string {
  let hidden = text;
  for (const secret of secrets) {
    hidden = hidden.replaceAll(secret, '***');
  }
  return hidden;
}
