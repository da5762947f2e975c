import { describe, expect, it } from 'vitest';
import { createSealedBox } from '../../../server/adapters/sealed-box.ts';

const box = createSealedBox(new Uint8Array(32).fill(1));

describe('the sealed box', () => {
  it.each(['', 'whsec_abc', 'ключ 🔑'])('opens what it sealed: %j', (text) => {
    expect(box.open(box.seal(text))).toBe(text);
  });

  it('never seals the same text the same way', () => {
    expect(box.seal('secret')).not.toBe(box.seal('secret'));
  });

  it('keeps the text out of what it seals', () => {
    const sealed = box.seal('a-secret-of-mine');
    expect(sealed).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('secret');
  });

  it('refuses another key, a changed byte, a cut text and another version', () => {
    const sealed = box.seal('secret');
    const other = createSealedBox(new Uint8Array(32).fill(2));
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    const bad = [
      `v1.${bytes.toString('base64url')}`,
      sealed.slice(0, 20),
      `v2${sealed.slice(2)}`,
      '',
    ];
    expect(() => other.open(sealed)).toThrow(/another key/);
    for (const text of bad) {
      expect(() => box.open(text)).toThrow(/another key/);
    }
  });

  it('takes a key of 32 bytes only', () => {
    expect(() => createSealedBox(new Uint8Array(16))).toThrow(RangeError);
  });
});
