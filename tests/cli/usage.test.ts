import { describe, expect, it } from 'vitest';
import { type Ended, hookbench } from './support/hookbench.ts';

const COMMANDS = [
  'open',
  'serve',
  'register',
  'unregister',
  'trigger',
  'ping',
  'publish',
  'listen',
  'tail',
  'verify',
  'replay',
  'import',
  'export',
];

const helps = new Map<string, Promise<Ended>>();
/** Asked for once, read by several tests. */
function helpOf(command: string): Promise<Ended> {
  const asked = helps.get(command) ?? hookbench([command, '--help']);
  helps.set(command, asked);
  return asked;
}

describe('help', () => {
  it('of the program names every command and the exit codes', async () => {
    const { code, stdout, stderr } = await hookbench(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const command of COMMANDS) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(stdout).toContain('0 success, 1 failure, 2 wrong usage');
  });

  it.each(COMMANDS)(
    'of %s has no line that breaks off in the middle of a sentence',
    async (name) => {
      const { stdout } = await helpOf(name);
      const text = stdout.slice(0, stdout.search(/^(Arguments|Options|Configuration):/m));
      const lines = text.split('\n');
      // What was broken by hand at another width is broken twice: a short line that goes on in small letters.
      const broken = lines.filter(
        (line, at) => line.length < 50 && /^[a-z]/.test(lines[at + 1] ?? ''),
      );
      expect(broken).toEqual([]);
    },
  );

  it.each(COMMANDS)('of %s shows its usage, --json and an example', async (command) => {
    const { code, stdout } = await helpOf(command);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: hookbench ${command}`);
    expect(stdout).toContain('--json');
    expect(stdout).toMatch(new RegExp(`\\$ hookbench ${command}\\b`));
  });
});

it('--version prints the version of the package', async () => {
  const { code, stdout } = await hookbench(['--version']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('wrong usage ends with 2 and says why on stderr', () => {
  it.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['triger', 'x'], 'Did you mean trigger?'],
    [['trigger'], "missing required argument 'event'"],
    [['trigger', 'a', 'b'], 'too many arguments'],
    [['trigger', 'a', '--count', '0'], 'a whole number from 1'],
    [['trigger', 'a', '--count', '2', '--id', 'x'], '--id names one event'],
    [['trigger', 'a', '--rate', 'fast'], 'events a second'],
    [['trigger', 'a', '--data', '{"a":'], '--data takes JSON'],
    [['register', 'http://127.0.0.1:1/'], 'either --events a,b or --all'],
    [['register', 'http://127.0.0.1:1/', '--all', '--events', 'a'], 'either --events'],
    [['ping', '--exposee', 'ftp://x'], '--exposee takes'],
    [['publish', '--every', '1s', '--random', '1s..2s'], 'either --every or --random'],
    [['publish', '--random', '2s..1s'], 'the shorter first'],
    [['publish', '--every', '0'], 'a duration such as'],
    [
      ['verify', '--dialect', 'nobody', '--secret', 's', '--request', '-'],
      '--dialect takes one of',
    ],
    [['verify', '--secret', 's', '--request', '-'], "'--dialect <D>' not specified"],
    [['replay', 'a'], "'--to <URL>' not specified"],
    [['replay', 'a', '--to', 'ftp://x'], '--to takes'],
    [['replay', 'a', '--to', 'http://a', '--dialect', 'github'], 'the --secret to sign with'],
    [['import', 'list.txt'], 'does not say its format'],
    [['export'], 'export takes a file, or --format'],
  ])('%j', async (args, text) => {
    const { code, stdout, stderr } = await hookbench(args);
    expect(stderr).toContain(text);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('without quoting the value of a misspelt flag', async () => {
    const { code, stderr } = await hookbench(['ping', '--secrte=do-not-show-this']);
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--secrte=…'");
    expect(stderr).not.toContain('do-not-show');
  });
});

describe('failure ends with 1', () => {
  it.each([
    [['ping', '--exposee', 'http://127.0.0.1:1'], 'no exposee answers at http://127.0.0.1:1'],
    [['replay', 'no-such-file', '--to', 'http://a'], 'cannot read no-such-file'],
    [['tail'], 'no server runs on the data folder'],
    [['import', 'webhooks.json'], 'no server runs on the data folder'],
    [['trigger', 'a', '--data', '@no-such-file'], 'cannot read no-such-file'],
  ])('%j', async (args, text) => {
    const { code, stdout, stderr } = await hookbench(args);
    expect(stderr).toContain(text);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

describe('colours', () => {
  const args = ['ping', '--exposee', 'http://127.0.0.1:1'];
  it.each([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('with %j: %s', async (env: Record<string, string>, hasColors) => {
    const { stderr } = await hookbench(args, { env });
    expect(stderr.includes('\u001b[31m')).toBe(hasColors);
  });
});
