import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { handle } from '../../../electron/ipc.ts';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

function register(act = vi.fn((_args: [string]) => 'done')) {
  const handlers = new Map<string, Handler>();
  const ipc = { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) };
  handle(ipc as never, 'test', z.tuple([z.string().max(5)]), act);
  return { act, call: handlers.get('test')! };
}

function eventFrom(url: string, isMainFrame = true) {
  const frame = { url };
  return { senderFrame: frame, sender: { mainFrame: isMainFrame ? frame : { url } } };
}

test('a call from the main frame of the app is answered', () => {
  const { call, act } = register();
  expect(call(eventFrom('app://hookbench/inbox'), 'text')).toBe('done');
  expect(act.mock.calls[0]![0]).toEqual(['text']);
});

test.each(['https://example.com/', 'app://hookbench.example/', 'http://localhost:5173/', ''])(
  'a call from %s is refused before anything happens',
  (url) => {
    const { call, act } = register();
    expect(() => call(eventFrom(url), 'text')).toThrow('may not call');
    expect(act).not.toHaveBeenCalled();
  },
);

test('a call from a frame inside the app, or from one that is gone, is refused', () => {
  const { call } = register();
  expect(() => call(eventFrom('app://hookbench/', false), 'text')).toThrow('may not call');
  expect(() => call({ senderFrame: null, sender: { mainFrame: {} } }, 'text')).toThrow('may not');
});

test.each([[[]], [[1]], [['too long']], [['text', 'more']]])(
  'arguments %j do not parse and are refused',
  (args) => {
    const { call, act } = register();
    expect(() => call(eventFrom('app://hookbench/'), ...args)).toThrow('refused a call');
    expect(act).not.toHaveBeenCalled();
  },
);
