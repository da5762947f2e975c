import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CHANNELS } from '../../../electron/channels.ts';
import type { ShellBridge } from '../../../server/contract/shell-bridge.ts';
import { BRIDGE_FUNCTIONS } from '../../support/bridge-functions.ts';
import { PATIENCE } from '../../support/patience.ts';

const ipcRenderer = Object.assign(new EventEmitter(), { invoke: vi.fn() });
const exposeInMainWorld = vi.fn<(name: string, bridge: ShellBridge) => void>();

beforeEach(() => {
  vi.resetModules();
  vi.doMock('electron', () => ({ ipcRenderer, contextBridge: { exposeInMainWorld } }));
  ipcRenderer.invoke.mockReset().mockResolvedValue(undefined);
});

afterEach(() => {
  vi.doUnmock('electron');
  vi.unstubAllGlobals();
  exposeInMainWorld.mockReset();
});

async function loadBridge(): Promise<ShellBridge> {
  process.argv.push('--hookbench-version=1.2.3');
  await import('../../../electron/preload.ts');
  process.argv.pop();
  expect(exposeInMainWorld.mock.calls.map(([name]) => name)).toEqual(['hookbench']);
  return exposeInMainWorld.mock.calls[0]![1];
}

test('the bridge is named functions: no channel and no ipcRenderer', async () => {
  const bridge = await loadBridge();
  const { platform, versions, hidesMenu, ...functions } = bridge;
  expect(hidesMenu).toBe(false);
  expect(Object.keys(functions).sort()).toEqual(BRIDGE_FUNCTIONS);
  expect(versions.app).toBe('1.2.3');
  expect(platform).toBe(process.platform);
  for (const [name, value] of Object.entries(functions)) {
    expect([name, typeof value]).toEqual([name, 'function']);
  }
  expect(Object.values(bridge)).not.toContain(ipcRenderer);
});

test('a listener gets the message without the event, and can end', async () => {
  const bridge = await loadBridge();
  const listen = vi.fn();
  const end = bridge.onCommand(listen);
  ipcRenderer.emit(CHANNELS.command, { sender: 'secret' }, { kind: 'go', path: '/' });
  expect(listen.mock.calls).toEqual([[{ kind: 'go', path: '/' }]]);
  end();
  ipcRenderer.emit(CHANNELS.command, {}, { kind: 'go', path: '/inbox' });
  expect(listen).toHaveBeenCalledOnce();
});

test('who listens to the server hears its state at once', async () => {
  ipcRenderer.invoke.mockResolvedValue({ kind: 'starting' });
  const bridge = await loadBridge();
  const listen = vi.fn();
  bridge.onServerState(listen);
  await vi.waitFor(() => expect(listen.mock.calls).toEqual([[{ kind: 'starting' }]]), PATIENCE);
});

test('without a click nothing opens outside', async () => {
  const bridge = await loadBridge();
  vi.stubGlobal('navigator', { userActivation: { isActive: false } });
  await expect(bridge.openExternal('https://example.com/')).rejects.toThrow('on a click only');
  expect(ipcRenderer.invoke).not.toHaveBeenCalled();
  vi.stubGlobal('navigator', { userActivation: { isActive: true } });
  await bridge.openExternal('https://example.com/');
  expect(ipcRenderer.invoke).toHaveBeenCalledWith(CHANNELS.openExternal, 'https://example.com/');
});
