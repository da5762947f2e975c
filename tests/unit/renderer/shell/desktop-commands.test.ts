import { afterEach, expect, it, vi } from 'vitest';
import { obeyShell } from '../../../../renderer/shell/use-desktop-commands.ts';
import { type Command, createCommandRegistry } from '../../../../renderer/stores/commands.ts';
import { createNotices } from '../../../../renderer/stores/notices.ts';

afterEach(() => {
  document.body.replaceChildren();
});

function page(...commands: Command[]) {
  const registry = createCommandRegistry();
  registry.add(commands);
  const notices = createNotices();
  vi.spyOn(notices, 'show');
  return { workbench: { commands: registry, notices }, navigate: vi.fn() };
}

function fieldWithFocus(): void {
  const field = document.createElement('input');
  document.body.append(field);
  field.focus();
}

it('Undo of the menu takes back what was typed while a text field has focus', () => {
  const run = vi.fn();
  document.execCommand = vi.fn(() => true);
  const { workbench, navigate } = page({ id: 'undo', run });
  fieldWithFocus();
  obeyShell({ kind: 'command', name: 'undo' }, workbench, navigate);
  expect(run).not.toHaveBeenCalled();
  expect(document.execCommand).toHaveBeenCalledExactlyOnceWith('undo');
  document.body.replaceChildren();
  obeyShell({ kind: 'command', name: 'undo' }, workbench, navigate);
  expect(run).toHaveBeenCalledOnce();
});

it('other commands act wherever the focus is', () => {
  const run = vi.fn();
  const { workbench, navigate } = page({ id: 'palette', run });
  fieldWithFocus();
  obeyShell({ kind: 'command', name: 'palette' }, workbench, navigate);
  expect(run).toHaveBeenCalledOnce();
});

it('a command that is at home on another screen opens it, one that is nowhere says so', () => {
  const { workbench, navigate } = page();
  obeyShell({ kind: 'command', name: 'list.pause' }, workbench, navigate);
  expect(navigate).toHaveBeenCalledExactlyOnceWith('/inbox');
  obeyShell({ kind: 'command', name: 'star' }, workbench, navigate);
  expect(workbench.notices.show).toHaveBeenCalledOnce();
});
