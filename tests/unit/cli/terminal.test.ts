import { describe, expect, it } from 'vitest';
import { createTerminal, hasColors, plain } from '../../../server/cli/terminal.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 20, written, write: (text: string) => written.push(text) };
}

function terminalWith(options: { isJson?: boolean; isTTY?: boolean; env?: object }) {
  const stdout = stream(options.isTTY ?? false);
  const stderr = stream(options.isTTY ?? false);
  const env = { TERM: 'xterm', ...options.env };
  const terminal = createTerminal({ isJson: options.isJson ?? false, stdout, stderr, env });
  return { terminal, stdout: stdout.written, stderr: stderr.written };
}

describe('colours', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('terminal: %s, environment: %j → %s', (isTTY, env, expected) => {
    expect(hasColors({ isTTY }, { TERM: 'xterm', ...env })).toBe(expected);
  });

  it('never reach JSON', () => {
    const { terminal } = terminalWith({ isJson: true, env: { FORCE_COLOR: '1' } });
    expect(terminal.colors.red('x')).toBe('x');
    expect(terminal.noteColors.red('x')).not.toBe('x');
  });
});

describe('progress', () => {
  it('is one line on a terminal, cut to its width, gone before the next word', () => {
    const { terminal, stderr, stdout } = terminalWith({ isTTY: true });
    terminal.progress('1 of 2 events, and much more than fits');
    terminal.result(1, () => 'done');
    expect(stderr).toEqual(['\r\u001b[2K1 of 2 events, and ', '\r\u001b[2K']);
    expect(stdout).toEqual(['done\n']);
  });

  it('is not there where stderr is no terminal', () => {
    const { terminal, stderr } = terminalWith({});
    terminal.progress('1 of 2');
    terminal.endProgress();
    expect(stderr).toEqual([]);
  });
});

describe('hidden secrets', () => {
  it('are stars in every word, but not in the result that asked for them', () => {
    const { terminal, stdout, stderr } = terminalWith({});
    terminal.hide('whsec_123456');
    terminal.note('the secret whsec_123456 is odd');
    terminal.result(null, () => 'whsec_123456');
    expect(stderr).toEqual(['the secret *** is odd\n']);
    expect(stdout).toEqual(['whsec_123456\n']);
  });

  it('that are short stay: stars in their place would give them away', () => {
    const { terminal, stderr } = terminalWith({});
    terminal.hide('s');
    terminal.note('is');
    expect(stderr).toEqual(['is\n']);
  });
});

it('text from elsewhere cannot move the cursor, change colours or the direction of text', () => {
  expect(plain('a\u001b[31mb\r\nc\u202Ed\u0007')).toBe('a·[31mb··c·d·');
  expect(plain('grün 你好 🎉')).toBe('grün 你好 🎉');
});
