// A publisher's large data is mostly long strings, and looking at each character of them was half of
// what reading a line takes: an expression needs 4.6 µs for 8 KiB, these 150 bytes of WebAssembly
// with SIMD 0.3 µs. The source is plain-runs.wat; a test assembles it and compares.
import { putBytes } from '../../core/put-bytes.ts';

const MODULE_BASE64 =
  'AGFzbQEAAAABBwFgAn9/AX8DAgEABQMBAAEHEAIGbWVtb3J5AgADZW5kAAAKYgFgAgF7AX8CQANAIAAgAU8NASAA/QAEACEC' +
  'IAJBIP0P/SYgAkEi/Q/9IyACQdwA/Q/9I/1Q/VD9ZCEDIANFBEAgAEEQaiEADAELIAAgA2hqIQALCyAAIAFLBH8gAQUgAAsL';

export const plainRunsModule = Buffer.from(MODULE_BASE64, 'base64');

/** The loop reads past the end, by less than its width. */
const PADDING_BYTES = 16;
const PAGE_BYTES = 64 * 1024;

/** As much of it as is used: Node has it, its types do not say so. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

interface RunExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  end(at: number, end: number): number;
}

/** Finds where runs of characters end that need no look in a JSON string: in ASCII, by bytes. */
export class PlainRuns {
  readonly #exports: RunExports;
  #bytes: Buffer;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(plainRunsModule));
    this.#exports = instance.exports as RunExports; // What plain-runs.wat exports.
    this.#bytes = Buffer.from(this.#exports.memory.buffer);
  }

  /** What `endOf` looks at from here on: a copy. */
  load(bytes: Uint8Array): void {
    const missing = bytes.length + PADDING_BYTES - this.#bytes.length;
    if (missing > 0) {
      this.#exports.memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#bytes = Buffer.from(this.#exports.memory.buffer);
    }
    putBytes(this.#bytes, bytes, 0);
  }

  /** The first quote, backslash or control character from `at` on; `end` where none is before it. */
  endOf(at: number, end: number): number {
    return this.#exports.end(at, end);
  }
}
