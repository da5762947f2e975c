/** Kinds of tokens; the order is that of `TOKEN_LOOKS` in the view. */
export const TOKEN = {
  punctuation: 0,
  key: 1,
  string: 2,
  number: 3,
  literal: 4,
  nothing: 5,
} as const;

/**
 * JSON text cut into display lines without ever being parsed to values: digits, escapes, key order
 * and duplicate keys stay as they were sent. Typed arrays, because a body of 10 MB has millions of
 * tokens and crosses from a worker.
 */
export interface JsonLayout {
  tokenKinds: Uint8Array<ArrayBuffer>;
  tokenStarts: Uint32Array<ArrayBuffer>;
  tokenEnds: Uint32Array<ArrayBuffer>;
  /** The first token of each line. */
  lineTokens: Uint32Array<ArrayBuffer>;
  lineDepths: Uint16Array<ArrayBuffer>;
  /** The line that closes what this one opens, or 0. */
  foldEnds: Uint32Array<ArrayBuffer>;
}

export interface JsonFault {
  message: string;
  offset: number;
}

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;

/** Lays out JSON text, or says where it is not JSON. Linear in its length, without recursion. */
export function layoutJson(text: string): JsonLayout | JsonFault {
  const scanner = new JsonScanner(text);
  const fault = scanner.run();
  return fault ?? scanner.layout();
}

export function isJsonFault(outcome: JsonLayout | JsonFault): outcome is JsonFault {
  return 'message' in outcome;
}

interface OpenContainer {
  close: '}' | ']';
  line: number;
}

class JsonScanner {
  readonly #text: string;
  #position = 0;
  #next: 'value' | 'member' | 'after_value' = 'value';
  readonly #kinds: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #lineTokens: number[] = [0];
  readonly #lineDepths: number[] = [0];
  readonly #foldEnds = new Map<number, number>();
  readonly #open: OpenContainer[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): JsonFault | null {
    // A BOM is no part of JSON, but senders put one there, and the view says so elsewhere.
    this.#position = this.#text.charCodeAt(0) === 0xfeff ? 1 : 0;
    let fault: JsonFault | null = null;
    while (fault === null && (this.#next !== 'after_value' || this.#open.length > 0)) {
      fault = this.#step();
    }
    this.#skipSpace();
    if (fault === null && this.#position < this.#text.length) {
      return this.#fault('more text after the end of the value');
    }
    return fault;
  }

  #step(): JsonFault | null {
    this.#skipSpace();
    const wanted = this.#next;
    this.#next = 'after_value';
    if (wanted === 'value') {
      return this.#value();
    }
    return wanted === 'member' ? this.#member() : this.#afterValue();
  }

  layout(): JsonLayout {
    const foldEnds = new Uint32Array(this.#lineTokens.length);
    for (const [line, end] of this.#foldEnds) {
      foldEnds[line] = end;
    }
    return {
      tokenKinds: Uint8Array.from(this.#kinds),
      tokenStarts: Uint32Array.from(this.#starts),
      tokenEnds: Uint32Array.from(this.#ends),
      lineTokens: Uint32Array.from(this.#lineTokens),
      lineDepths: Uint16Array.from(this.#lineDepths),
      foldEnds,
    };
  }

  /** One value; of a container only its opening, the rest follows in `#afterValue`. */
  #value(): JsonFault | null {
    const char = this.#text[this.#position];
    switch (char) {
      case undefined:
        return this.#fault('the text ends where a value should be');
      case '{':
      case '[':
        return this.#enter(char === '{' ? '}' : ']');
      case '"':
        return this.#string(TOKEN.string);
      case 't':
      case 'f':
      case 'n':
        return this.#match(
          LITERAL,
          char === 'n' ? TOKEN.nothing : TOKEN.literal,
          'an unknown word',
        );
      default:
        return this.#match(NUMBER, TOKEN.number, 'no JSON value starts like this');
    }
  }

  #enter(close: '}' | ']'): JsonFault | null {
    this.#punctuation();
    this.#skipSpace();
    if (this.#text[this.#position] === close) {
      this.#punctuation();
      return null;
    }
    this.#open.push({ close, line: this.#lineTokens.length - 1 });
    this.#newLine();
    this.#next = close === '}' ? 'member' : 'value';
    return null;
  }

  #member(): JsonFault | null {
    if (this.#text[this.#position] !== '"') {
      return this.#fault('a key in double quotes is missing');
    }
    const fault = this.#string(TOKEN.key);
    if (fault) {
      return fault;
    }
    this.#skipSpace();
    if (this.#text[this.#position] !== ':') {
      return this.#fault('a colon is missing after the key');
    }
    this.#punctuation();
    this.#next = 'value';
    return null;
  }

  #afterValue(): JsonFault | null {
    const container = this.#open.at(-1);
    const char = this.#text[this.#position];
    if (container === undefined || char === undefined) {
      return this.#fault(`the text ends before the closing ${container?.close ?? ''}`);
    }
    if (char === ',') {
      this.#punctuation();
      this.#newLine();
      this.#next = container.close === '}' ? 'member' : 'value';
      return null;
    }
    if (char !== container.close) {
      return this.#fault(`a comma or ${container.close} is missing`);
    }
    this.#open.pop();
    this.#newLine();
    this.#foldEnds.set(container.line, this.#lineTokens.length - 1);
    this.#punctuation();
    return null;
  }

  #match(pattern: RegExp, kind: number, complaint: string): JsonFault | null {
    pattern.lastIndex = this.#position;
    if (!pattern.test(this.#text)) {
      return this.#fault(complaint);
    }
    this.#token(kind, pattern.lastIndex);
    return null;
  }

  #string(kind: number): JsonFault | null {
    const end = endOfString(this.#text, this.#position);
    if (end === null) {
      return this.#fault('a text in quotes is not closed, or not escaped as JSON wants it');
    }
    this.#token(kind, end);
    return null;
  }

  #punctuation(): void {
    this.#token(TOKEN.punctuation, this.#position + 1);
  }

  #token(kind: number, end: number): void {
    this.#kinds.push(kind);
    this.#starts.push(this.#position);
    this.#ends.push(end);
    this.#position = end;
  }

  #newLine(): void {
    this.#lineTokens.push(this.#kinds.length);
    this.#lineDepths.push(Math.min(this.#open.length, 0xffff));
  }

  #skipSpace(): void {
    while (SPACE.has(this.#text.charCodeAt(this.#position))) {
      this.#position += 1;
    }
  }

  #fault(message: string): JsonFault {
    return { message, offset: this.#position };
  }
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** A loop and not one pattern: strings of megabytes overflow the stack of the latter. */
function endOfString(text: string, start: number): number | null {
  let position = start + 1;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === 0x22) {
      return position + 1;
    }
    if (code < 0x20) {
      return null;
    }
    if (code === 0x5c) {
      ESCAPE.lastIndex = position;
      if (!ESCAPE.test(text)) {
        return null;
      }
      position = ESCAPE.lastIndex;
    } else {
      position += 1;
    }
  }
  return null;
}
