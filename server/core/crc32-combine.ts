/** The polynomial of CRC-32 (ISO-HDLC, as in zip, PNG and RFC 1952), its bits reversed. */
const POLYNOMIAL = 0xedb88320;
const HIGHEST_BIT = 0x80000000;

let lastLength = -1;
let lastFactor = 0;

/**
 * The CRC-32 of two stretches one after the other, out of the checksum of each and the second one's
 * length in bytes: who joins them need not read them again. The mathematics is zlib's
 * `crc32_combine`: bytes that follow multiply the checksum by a power of x.
 */
export function combineCrc32(first: number, second: number, secondLength: number): number {
  if (secondLength !== lastLength) {
    // Events of one publisher are often of one size.
    lastFactor = powerOfX(secondLength * 8);
    lastLength = secondLength;
  }
  return (multiply(lastFactor, first) ^ second) >>> 0;
}

/** x to the `exponent`, modulo the polynomial. */
function powerOfX(exponent: number): number {
  let power = HIGHEST_BIT;
  let square = HIGHEST_BIT >>> 1;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = multiply(square, power);
    }
    square = multiply(square, square);
  }
  return power;
}

/** Of two polynomials, modulo the polynomial. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let mask = HIGHEST_BIT; mask !== 0; mask >>>= 1) {
    if ((a & mask) !== 0) {
      product ^= shifted;
    }
    shifted = (shifted & 1) === 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}
