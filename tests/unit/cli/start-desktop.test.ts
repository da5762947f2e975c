import { expect, test } from 'vitest';
import { findObstacle, launchDesktop, startDesktop } from '../../../server/cli/start-desktop.ts';
import { DESKTOP_READY_LINE } from '../../../server/contract/shell-bridge.ts';

function node(source: string): string[] {
  return [process.execPath, '-e', source];
}

test('HOOKBENCH_NO_ELECTRON keeps the window away', async () => {
  const environment = { HOOKBENCH_NO_ELECTRON: '1' };
  expect(await startDesktop({ environment })).toEqual({
    started: false,
    why: 'HOOKBENCH_NO_ELECTRON is set',
  });
});

test('Linux without a display has no window; with one of either kind it may', () => {
  expect(findObstacle({}, 'linux')).toBe('there is no display');
  expect(findObstacle({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBeUndefined();
  expect(findObstacle({ DISPLAY: ':0' }, 'linux')).toBeUndefined();
  expect(findObstacle({}, 'win32')).toBeUndefined();
});

test('a program that says that its window is open has started', async () => {
  const source = `console.log(${JSON.stringify(DESKTOP_READY_LINE)}); setTimeout(() => {}, 50);`;
  const start = await launchDesktop(node(source), process.env);
  expect(start.started).toBe(true);
  expect(start.started && (await start.waitForExit)).toBe(0);
});

test('a program that ends well at once handed over to a running instance', async () => {
  const start = await launchDesktop(node(''), process.env);
  expect(start.started).toBe(true);
});

test('a program that cannot run says why with its own last line', async () => {
  const source = `console.error('libnss3.so: cannot open shared object file'); process.exit(127);`;
  expect(await launchDesktop(node(source), process.env)).toEqual({
    started: false,
    why: 'it ended with code 127: libnss3.so: cannot open shared object file',
  });
});

test('a terminal inside of another Electron app does not make ours a plain Node', async () => {
  const source = 'process.exit(process.env.ELECTRON_RUN_AS_NODE === undefined ? 0 : 3)';
  const start = await launchDesktop(node(source), { ...process.env, ELECTRON_RUN_AS_NODE: '1' });
  expect(start.started).toBe(true);
});

test('a program that is not there is no crash', async () => {
  const start = await launchDesktop(['/nowhere/electron'], process.env);
  expect(start).toMatchObject({ started: false, why: expect.stringContaining('ENOENT') });
});

test('a program whose window never opens is ended', async () => {
  const start = await launchDesktop(node('setInterval(() => {}, 1000)'), process.env, 100);
  expect(start).toMatchObject({ started: false, why: expect.stringContaining('did not open') });
});
