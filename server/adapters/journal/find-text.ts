// Search without regard to case runs over every stored byte: 260 MB for 100,000 captures. In plain
// JavaScript (decode, lower, indexOf) that takes 0.7 s; these 1.1 KB of WebAssembly with SIMD
// take 0.04 s. They also walk from frame to frame: JavaScript is slow the first hundred thousand
// times, in each thread anew. The source is find-text.wat; a test assembles it and compares.
import type { MemberHint } from '../../core/filter/json-glance.ts';

const MODULE_BASE64 =
  'AGFzbQEAAAABJQVgA39/fwF/YAZ/f39/f38AYAV/f39/fwF/YAF/AX9gAn9/AX8DBwYAAQIDBAEFAwEAAQcfBAZtZW1vcnkC' +
  'AARmaW5kAAAEc2NhbgABBHdlZWQABQqCCAbTAQIFfwN7IAEgAmshA0Eg/Q8hCiAKQQAtAAD9D/1QIQggCiACQQFrLQAA/Q/9' +
  'UCEJAkADQCAAIANKDQEgCCAKIAD9AAAA/VD9IyAJIAogACACakEBa/0AAAD9UP0j/U79ZCEEAkADQCAERQ0BIAAgBGhqIQUg' +
  'BSADSg0DIAQgBEEBa3EhBEEAIQYDQCAFIAZqLQAAIQcgB0HBAGtBGkkEQCAHQSByIQcLIAcgBi0AAEcNASAGQQFqIQYgBiAC' +
  'SQ0ACyAFDwsLIABBEGohAAwACwtBfwvuAQEJfwJAA0AgBiACTw0BAkAgASAGai0AAEEBSw0AQQQhDgJAIAAgBkECdGooAgAh' +
  'ByADIAdrIQkgCUEZSA0AIAcoAgQgCUEMa0sNACAHQQwgBygCBGpqIQggBygCDSEKIAcoAhEhCyAHKAIVIQwgCiAJSw0AIAsg' +
  'CUsNACAMIAlLDQAgB0EZaiAKIAtqaiENIA0gDGogCEsNAEEDIQ4gBUUNACAEQQFGBEAgDSAMaiENBSAMRQ0BIARBAkYEQCAN' +
  'IAxqIQgLC0EBIA0gCCAFEABBAE5qIQ4LIAEgBmogDjoAAAsgBkEBaiEGDAALCwv+AgIEfwF8AkADQCAAIAEgAhAAIQAgAEEA' +
  'SA0BIABBAWohAEEAIQYDQCAAIAZqQQJrLQAAIAYtAJADRw0BIAZBAWohBiAGIAJBAmpJDQALIAAgAmogARAEIQYgBiABTw0B' +
  'IAYtAABBOkcNACAGQQFqIAEQBCEGIAYgAU8NASAGLQAAIQUgBUEiRiAGLQABEANxBEBBAQ8LIAUQA0UEQCAERQ0BQQEPCyAF' +
  'QS1GIQcgBiAHaiEGRAAAAAAAAAAAIQlBACEIAkADQCAGIAFPDQEgBi0AACEFIAVBMGtBCk8NASAJRAAAAAAAACRAoiAFQTBr' +
  'uKAhCSAIQQFqIQggBkEBaiEGIAhBD00NAEEBDwsACyAGIAFJBEAgBRADIAVBLkYgBUErRnIgBUEgckHlAEZycgRAQQEPCwsg' +
  'BwRAIAmaIQkLQQAhBgNAIAYgA0kEQCAJIAZBBHQrA4AEZiAJIAZBBHQrA4gEZXEEQEEBDwsgBkEBaiEGDAELCwwACwtBAAsQ' +
  'ACAAQS1GIABBMGtBCklyCzwBAX8CQANAIAAgAU8NASAALQAAIQIgAkEgRyACQQpHcSACQQ1HIAJBCUdxcQ0BIABBAWohAAwA' +
  'CwsgAAttAQJ/AkADQCAGIAJPDQEgASAGai0AAEECRgRAIAAgBkECdGooAgAhByAHQRlqIAcoAg0gBygCEWogBygCFWpqIAdB' +
  'DCAHKAIEamogAyAEIAUQAkUEQCABIAZqQQE6AAALCyAGQQFqIQYMAAsLCw==';

/** The text to look for stands below, the bytes to look at above. */
export const FIRST_BYTE = 1024;
export const MAX_NEEDLE_BYTES = 400;
/** Where a name in quotes stands, and the numbers that fit; see the source. */
const NAME_AT = 400;
const MAX_NAME_BYTES = 100;
const RANGES_AT = 512;
const MAX_RANGES = 32;
const PAGE_BYTES = 64 * 1024;
/** The loop reads past the end, by its width and the length of the text. */
const PADDING_BYTES = 1024;

/** As much of it as is used: Node has it, its types do not say so. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

export const findTextModule = Buffer.from(MODULE_BASE64, 'base64');
let compiled: object | undefined;

interface FindExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  find(at: number, end: number, size: number): number;
  scan(
    starts: number,
    codes: number,
    count: number,
    limit: number,
    section: number,
    size: number,
  ): void;
  weed(
    starts: number,
    codes: number,
    count: number,
    size: number,
    ranges: number,
    word: number,
  ): void;
}

/**
 * What a scan says of a frame: `undecided` without header lines, or without a text to look for;
 * `unread` where it reaches beyond the limit or is damaged.
 */
export const SCANNED = { open: 0, miss: 1, hit: 2, undecided: 3, unread: 4 } as const;
const SECTIONS = { text: 0, body: 1, header: 2 } as const;
export type FrameSection = keyof typeof SECTIONS;

/** Where `starts` (u32 addresses of frames) and `codes` (a byte each) lie in the memory. */
export interface FrameList {
  readonly starts: number;
  readonly codes: number;
  readonly count: number;
  /** The frames' bytes end here. */
  readonly limit: number;
}

/** Looks for a short ASCII text in a large piece of memory, without regard to case. */
export class TextFinder {
  readonly #exports: FindExports;
  #bytes: Buffer;
  #text = '';
  #size = 0;

  constructor(capacityBytes: number) {
    compiled ??= new WebAssembly.Module(findTextModule);
    const instance = new WebAssembly.Instance(compiled);
    this.#exports = instance.exports as FindExports; // What find-text.wat exports.
    this.#bytes = Buffer.from(this.#exports.memory.buffer);
    this.reserve(capacityBytes);
  }

  /** The memory: data goes at `FIRST_BYTE` and above. Not to be kept beyond the next `reserve`. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  reserve(capacityBytes: number): void {
    const missing = FIRST_BYTE + capacityBytes + PADDING_BYTES - this.#bytes.length;
    if (missing > 0) {
      this.#exports.memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#bytes = Buffer.from(this.#exports.memory.buffer);
    }
  }

  /** What to look for: 1 to 400 ASCII characters in lower case. */
  lookFor(text: string): void {
    if (text === this.#text) {
      return;
    }
    if (text.length === 0 || text.length > MAX_NEEDLE_BYTES) {
      throw new RangeError(`a text of 1 to ${MAX_NEEDLE_BYTES} characters is needed`);
    }
    this.#text = text;
    this.#size = this.#bytes.write(text, 0, 'latin1');
  }

  /** Where the text starts next between two places of the memory, or -1. */
  find(from: number, end: number): number {
    return this.#exports.find(from, end, this.#size);
  }

  /** Looks for a text in frames; those that an earlier scan said more than `miss` of stay as they are. */
  scan(list: FrameList, section: FrameSection, text: string | undefined): void {
    if (text !== undefined) {
      this.lookFor(text);
    }
    const { starts, codes, count, limit } = list;
    const size = text === undefined ? 0 : this.#size;
    this.#exports.scan(starts, codes, count, limit, SECTIONS[section], size);
  }

  /**
   * Takes hits back where the text is the name of a member, and a look at the body's bytes says that
   * no such member fits. Where there are too many numbers to look for, all hits stay.
   */
  weed({ starts, codes, count }: FrameList, { name, integers, mayBeWord }: MemberHint): void {
    const quoted = Buffer.from(`"${name}"`, 'latin1');
    if (quoted.length > MAX_NAME_BYTES || integers.length > MAX_RANGES) {
      return;
    }
    quoted.copy(this.#bytes, NAME_AT);
    const ends = new Float64Array(this.#bytes.buffer, RANGES_AT, 2 * MAX_RANGES);
    ends.set(integers.flat());
    this.lookFor(name.toLowerCase());
    this.#exports.weed(starts, codes, count, this.#size, integers.length, mayBeWord ? 1 : 0);
  }
}
