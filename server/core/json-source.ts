import { type EndOfRun, endOfPlainRun } from './plain-run.ts';

/**
 * Reads JSON text without changing it. What a publisher gives as `data` goes out as it came:
 * numbers beyond 2^53, `1.0`, repeated keys and spacing included. `JSON.parse` would lose all four.
 */
export interface JsonSlice {
  /** The member's name; for the elements of an array their index as text. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The outermost value of a JSON text and where its members or elements stand in it. */
export interface JsonSource {
  readonly text: string;
  readonly root: 'object' | 'array' | 'scalar';
  /** Members or elements of the outermost value, in order, repeated names included. */
  readonly slices: readonly JsonSlice[];
  readonly start: number;
  readonly end: number;
}

/** Why a text is no JSON, or is nested too deep. `position` counts UTF-16 units from 0. */
export class JsonFault extends Error {
  readonly kind: 'syntax' | 'too_deep';
  readonly position: number;
  /** The outermost member in which the fault lies, where it lies in one. */
  readonly member: string | undefined;

  constructor(kind: 'syntax' | 'too_deep', message: string, position: number, member?: string) {
    super(message);
    this.name = 'JsonFault';
    this.kind = kind;
    this.position = position;
    this.member = member;
  }
}

/** Checks a text by RFC 8259 and finds its outermost members. Throws JsonFault. Linear in its length. */
export function scanJson(text: string, maxDepth: number, endOfRun?: EndOfRun): JsonSource {
  return new Scanner(text, maxDepth, endOfRun ?? ((at) => endOfPlainRun(text, at))).scan();
}

/** The exact text of a member of the outermost object; of a repeated one the last, as JSON.parse has it. */
export function findMemberText(source: JsonSource, key: string): string | undefined {
  const slice = findMember(source, key);
  return slice && source.text.slice(slice.start, slice.end);
}

/** Where that text stands. */
export function findMember({ slices }: JsonSource, key: string): JsonSlice | undefined {
  return slices.findLast((slice) => slice.key === key);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
/** Most strings are short: only a long one is worth starting an expression for. */
const LOOKED_AT_ONE_BY_ONE = 64;
const FOUR_HEX = /^[0-9a-fA-F]{4}$/;

class Scanner {
  private position = 0;
  private member: string | undefined;
  private readonly slices: JsonSlice[] = [];
  private readonly text: string;
  private readonly maxDepth: number;
  private readonly endOfRun: EndOfRun;

  constructor(text: string, maxDepth: number, endOfRun: EndOfRun) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.endOfRun = endOfRun;
  }

  scan(): JsonSource {
    this.skipSpace();
    const start = this.position;
    const first = this.text.charCodeAt(start);
    this.value(0);
    const end = this.position;
    this.skipSpace();
    if (this.position < this.text.length) {
      this.member = undefined;
      this.fail('nothing may follow the value');
    }
    const root = first === OPEN_OBJECT ? 'object' : first === OPEN_ARRAY ? 'array' : 'scalar';
    return { text: this.text, root, slices: this.slices, start, end };
  }

  private value(depth: number): void {
    const code = this.text.charCodeAt(this.position);
    if (code === QUOTE) {
      this.string();
    } else if (code === OPEN_OBJECT) {
      this.object(depth + 1);
    } else if (code === OPEN_ARRAY) {
      this.array(depth + 1);
    } else if (code === MINUS || isDigit(code)) {
      this.number();
    } else {
      this.word();
    }
  }

  private object(depth: number): void {
    this.enter(depth);
    if (this.take(CLOSE_OBJECT)) {
      return;
    }
    for (;;) {
      this.name(depth);
      this.slot(depth);
      if (this.take(COMMA)) {
        this.skipSpace();
      } else if (this.take(CLOSE_OBJECT)) {
        return;
      } else {
        this.fail('expected "," or "}"');
      }
    }
  }

  /** A member's name and the colon behind it. */
  private name(depth: number): void {
    const start = this.position;
    if (this.text.charCodeAt(start) !== QUOTE) {
      this.fail('expected a name in double quotes');
    }
    this.string();
    if (depth === 1) {
      this.member = decodeJsonString(this.text.slice(start, this.position));
    }
    this.skipSpace();
    if (!this.take(COLON)) {
      this.fail('expected ":" after a name');
    }
  }

  private array(depth: number): void {
    this.enter(depth);
    if (this.take(CLOSE_ARRAY)) {
      return;
    }
    for (let index = 0; ; index += 1) {
      if (depth === 1) {
        this.member = String(index);
      }
      this.slot(depth);
      if (this.take(CLOSE_ARRAY)) {
        return;
      }
      if (!this.take(COMMA)) {
        this.fail('expected "," or "]"');
      }
    }
  }

  /** One member's or element's value, with the space around it. */
  private slot(depth: number): void {
    this.skipSpace();
    const start = this.position;
    this.value(depth);
    if (depth === 1 && this.member !== undefined) {
      this.slices.push({ key: this.member, start, end: this.position });
    }
    this.skipSpace();
  }

  private enter(depth: number): void {
    if (depth > this.maxDepth) {
      const message = `nested deeper than ${this.maxDepth} levels`;
      throw new JsonFault('too_deep', message, this.position, this.member);
    }
    this.position += 1;
    this.skipSpace();
  }

  private string(): void {
    const { text } = this;
    const jumpAt = this.position + LOOKED_AT_ONE_BY_ONE;
    let at = this.position + 1;
    for (; at < text.length; at += 1) {
      if (at === jumpAt) {
        at = this.endOfRun(at);
      }
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.position = at + 1;
        return;
      }
      if (code === BACKSLASH) {
        at = this.escape(at);
      } else if (code < 0x20) {
        this.position = at;
        this.fail('a control character must be escaped in a string');
      }
    }
    this.position = text.length;
    this.fail('a string is not closed');
  }

  /** Answers the position of the last character of the escape that starts at `at`. */
  private escape(at: number): number {
    const letter = this.text[at + 1] ?? '';
    if (letter === 'u' && FOUR_HEX.test(this.text.slice(at + 2, at + 6))) {
      return at + 5;
    }
    if (letter === '' || !'"\\/bfnrt'.includes(letter)) {
      this.position = at;
      this.fail('not an escape that JSON knows');
    }
    return at + 1;
  }

  private number(): void {
    this.take(MINUS);
    if (!this.take(ZERO)) {
      this.digits();
    }
    if (this.take(DOT)) {
      this.digits();
    }
    const code = this.text.charCodeAt(this.position);
    if (code === 0x65 || code === 0x45) {
      this.position += 1;
      if (!this.take(PLUS)) {
        this.take(MINUS);
      }
      this.digits();
    }
  }

  private digits(): void {
    const start = this.position;
    while (isDigit(this.text.charCodeAt(this.position))) {
      this.position += 1;
    }
    if (this.position === start) {
      this.fail('expected a digit');
    }
  }

  private word(): void {
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.position)) {
        this.position += word.length;
        return;
      }
    }
    this.fail(this.position >= this.text.length ? 'the text ends too early' : 'expected a value');
  }

  private take(code: number): boolean {
    if (this.text.charCodeAt(this.position) !== code) {
      return false;
    }
    this.position += 1;
    return true;
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
        return;
      }
      this.position += 1;
    }
  }

  private fail(message: string): never {
    throw new JsonFault('syntax', message, this.position, this.member);
  }
}

/** The text that a JSON string literal stands for. The literal must be well formed. */
export function decodeJsonString(literal: string): string {
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
