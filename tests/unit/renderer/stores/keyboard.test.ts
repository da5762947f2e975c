import { describe, expect, it } from 'vitest';
import { keyLabel } from '../../../../renderer/components/key-label.ts';
import {
  actsWhileTyping,
  chordOf,
  createKeySequencer,
  isCharacterChord,
} from '../../../../renderer/stores/keyboard.ts';

const key = (name: string, more: object = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const command = (id: string, ...keys: string[]) => ({ id, keys });
const COMMANDS = [command('overview', 'g o'), command('palette', 'mod+k'), command('open', 'o')];

describe('chordOf', () => {
  it.each([
    [key('k', { metaKey: true }), 'mod+k'],
    [key('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z'],
    [key('?', { shiftKey: true }), '?'],
    [key('R', { shiftKey: true }), 'shift+r'],
    [key('ArrowUp', { altKey: true }), 'alt+arrowup'],
    // A German keyboard on Windows writes [ with AltGr.
    [key('[', { ctrlKey: true, altKey: true, getModifierState: () => true }), '['],
  ])('writes %o', (event, chord) => {
    expect(chordOf(event)).toBe(chord);
  });
});

describe('createKeySequencer', () => {
  it('waits a second for the second key, not longer', () => {
    const sequencer = createKeySequencer();
    expect(sequencer.press('g', COMMANDS, 0)).toBe('waiting');
    expect(sequencer.press('o', COMMANDS, 1000)).toMatchObject({ id: 'overview' });
    expect(sequencer.press('g', COMMANDS, 2000)).toBe('waiting');
    expect(sequencer.press('o', COMMANDS, 3001)).toMatchObject({ id: 'open' });
  });

  it('lets a key act alone where no sequence goes on with it', () => {
    const sequencer = createKeySequencer();
    sequencer.press('g', COMMANDS, 0);
    expect(sequencer.press('mod+k', COMMANDS, 10)).toMatchObject({ id: 'palette' });
    expect(sequencer.press('x', COMMANDS, 20)).toBeNull();
  });
});

describe('which keys act', () => {
  it('counts letters, digits, signs and their sequences as characters, and nothing else', () => {
    expect(['f', 'shift+r', '?', '1', 'g o'].every(isCharacterChord)).toBe(true);
    expect(['mod+k', 'alt+arrowup', 'delete', 'escape', 'f8'].some(isCharacterChord)).toBe(false);
  });

  it('leaves what one types, and its undo, to the field', () => {
    expect(['mod+k', 'mod+enter', 'escape', 'f6', 'shift+f6'].every(actsWhileTyping)).toBe(true);
    expect(['f', 'delete', 'alt+arrowup', 'mod+z', 'mod+shift+z'].some(actsWhileTyping)).toBe(
      false,
    );
  });
});

describe('keyLabel', () => {
  it('speaks the language of the system', () => {
    expect(keyLabel('mod+shift+z', true)).toBe('⌘⇧Z');
    expect(keyLabel('mod+shift+z', false)).toBe('Ctrl+Shift+Z');
    expect(keyLabel('g o', false)).toBe('G O');
    expect(keyLabel('?', false)).toBe('?');
  });
});
