import { createHash } from 'node:crypto';

/** Bytes that look random and are the same for the same seed. */
export function seededBytes(seed: number): (size: number) => Uint8Array {
  let counter = 0;
  return (size) => {
    const chunks: Buffer[] = [];
    for (let made = 0; made < size; made += 32) {
      counter += 1;
      chunks.push(createHash('sha256').update(`${seed}:${counter}`).digest());
    }
    return Buffer.concat(chunks).subarray(0, size);
  };
}

const WORDS = ['café', 'naïve', 'Zürich', 'a/b', '<b>', 'R&D', '日本', '🙂', 'plain', 'x'];

/** A payload with nesting, numbers, escapes and non-ASCII text; keys are never in sorted order. */
export function seededPayload(seed: number): unknown {
  const bytes = seededBytes(seed * 7919)(64);
  const at = (index: number) => bytes[index % bytes.length] ?? 0;
  const word = (index: number) => WORDS[at(index) % WORDS.length] ?? 'x';
  return {
    zeta: `é ${word(0)} / <${word(1)}>`,
    id: `evt_${at(2)}${at(3)}`,
    // Linear's timestamp stands in the body.
    webhookTimestamp: 1_790_000_000_000,
    amount: at(4) * 100 + 0.5,
    items: Array.from({ length: (at(5) % 4) + 1 }, (_, index) => ({
      name: word(index + 6),
      count: at(index + 10),
      tags: [word(index + 20), null, at(index) % 2 === 0],
    })),
    deep: { b: { y: word(30), a: [] }, a: {} },
  };
}
