import { expect, test } from 'vitest';
import { commandFromArguments, findLinkPath, jumpListTasks } from '../../../electron/deep-links.ts';

test.each([
  ['hookbench://inbox', '/inbox'],
  ['hookbench://deliveries/dlv_1?tab=signature', '/deliveries/dlv_1?tab=signature'],
  ['hookbench:///events/', '/events'],
  ['hookbench://', '/'],
  ['hookbench://inbox//evil.example', '/inbox/evil.example'],
  ['hookbench://inbox/../../settings', '/inbox/settings'],
  ['hookbench://settings?settings-window&a=1', '/settings?a=1'],
  ['hookbench:inbox', '/inbox'],
  ['hookbench://inbox?filter=a%5Cb', '/inbox?filter=a%5Cb'],
  ['hookbench:////evil.example', '/evil.example'],
  ['hookbench://inbox/%2e%2e/%2e%2e/x', '/inbox/x'],
  ['HOOKBENCH://inbox#x', '/inbox'],
])('%s points at %s', (link, path) => {
  expect(findLinkPath(link)).toBe(path);
});

test.each([
  'https://example.com/',
  'hookbenchx://inbox',
  'hookbench://user@inbox/',
  `hookbench://${'x'.repeat(3_000)}`,
  '--no-sandbox',
  'hookbench://[::1]/inbox',
  'hookbench:\\\\evil.example',
  'hookbench:/\\evil.example',
  'hookbench://inbox/%5c%5cevil.example',
  'hookbench://inbox\\evil',
  'hookbench://inbox:80/',
  'hookbench://a%2fb/',
  'inbox',
])('%s is no link', (link) => {
  expect(findLinkPath(link)).toBeUndefined();
});

test('a link among the arguments wins: nothing that a page can write starts an act', () => {
  const args = ['/app', 'hookbench://inbox', '--command=fire.last'];
  expect(commandFromArguments(args)).toEqual({ kind: 'go', path: '/inbox' });
});

test('commands of the jump list are known ones', () => {
  expect(commandFromArguments(['--command=go.inbox'])).toEqual({
    kind: 'command',
    name: 'go.inbox',
  });
  expect(commandFromArguments(['--command=delete'])).toBeUndefined();
  expect(commandFromArguments(['--flag'])).toBeUndefined();
  const tasks = jumpListTasks('C:\\Hookbench.exe').map((task) =>
    commandFromArguments([task.arguments]),
  );
  expect(tasks).toEqual([
    { kind: 'command', name: 'fire.last' },
    { kind: 'command', name: 'go.inbox' },
  ]);
});

test('from a clone a task tells Electron where the app lies', () => {
  const [task] = jumpListTasks('C:\\electron.exe', 'C:\\my clone');
  expect(task?.arguments).toBe('"C:\\my clone" --command=fire.last');
});
