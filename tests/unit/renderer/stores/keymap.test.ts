import { describe, expect, it } from 'vitest';
import { reservedFor } from '../../../../renderer/shell/reserved-keys.ts';
import {
  actingKeys,
  boundKeys,
  commandsInTheWay,
  withKeys,
  withKeysTaken,
} from '../../../../renderer/stores/keymap.ts';
import { defaultKeys, WINDOW_COMMAND_IDS } from '../../../../server/contract/window-commands.ts';

const START = { bindings: {}, hasLetterKeys: true, isDesktop: false };

describe.each([true, false])('the keys of the start, desktop %s', (isDesktop) => {
  it('never get in the way of each other', () => {
    const settings = { bindings: {}, isDesktop };
    const clashes = WINDOW_COMMAND_IDS.flatMap((id) =>
      defaultKeys(id, isDesktop).flatMap((keys) =>
        commandsInTheWay(keys, id, settings).map((other) => `${keys}: ${id}, ${other}`),
      ),
    );
    expect(clashes).toEqual([]);
  });

  it('are none that the system or the browser keeps', () => {
    const reserved = WINDOW_COMMAND_IDS.flatMap((id) =>
      defaultKeys(id, isDesktop).filter((keys) => reservedFor(keys, isDesktop) !== undefined),
    );
    expect(reserved).toEqual([]);
  });
});

describe('remapping', () => {
  it('gives a command other keys, or none', () => {
    const bindings = withKeys({}, 'fire', ['mod+j'], false);
    expect(boundKeys('fire', { bindings, isDesktop: false })).toEqual(['mod+j']);
    const without = withKeys(bindings, 'fire', [], false);
    expect(boundKeys('fire', { bindings: without, isDesktop: false })).toEqual([]);
  });

  it('forgets what is as at first', () => {
    expect(withKeys({ fire: ['j'] }, 'fire', ['f'], false)).toEqual({});
  });

  it('sees the same key and the beginning of a sequence in the way', () => {
    expect(commandsInTheWay('p', 'fire', START)).toEqual(['list.pause']);
    expect(commandsInTheWay('g', 'fire', START)).toContain('go.inbox');
    expect(commandsInTheWay('f x', 'star', START)).toEqual(['fire']);
    expect(commandsInTheWay('mod+j', 'fire', START)).toEqual([]);
  });

  it('takes keys away from whoever has them, and only those', () => {
    const bindings = withKeysTaken(START, 'fire', 'mod+f');
    expect(boundKeys('filter.focus', { bindings, isDesktop: false })).toEqual(['/']);
    expect(Object.keys(bindings)).toEqual(['filter.focus']);
  });

  it('switches characters off and leaves the rest', () => {
    const off = { ...START, hasLetterKeys: false };
    expect(actingKeys('filter.focus', off)).toEqual(['mod+f']);
    expect(actingKeys('go.inbox', off)).toEqual([]);
    expect(actingKeys('delete', off)).toEqual(['delete']);
  });

  it('does not trust what lies in storage', () => {
    const bindings = { fire: 'x', star: [1, 'j'] } as unknown as Record<string, string[]>;
    expect(boundKeys('fire', { bindings, isDesktop: false })).toEqual(['f']);
    expect(boundKeys('star', { bindings, isDesktop: false })).toEqual(['j']);
  });
});

describe('reserved keys', () => {
  it('differ between a browser and the desktop', () => {
    expect(reservedFor('mod+t', false)).toMatchObject({ by: 'browser' });
    expect(reservedFor('mod+t', true)).toBeUndefined();
    expect(reservedFor('mod+3', false)).toMatchObject({ by: 'browser' });
    expect(reservedFor('tab', true)).toMatchObject({ by: 'everyone' });
    expect(reservedFor('j', false)).toBeUndefined();
  });
});
