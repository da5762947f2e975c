import { afterEach, expect, it } from 'vitest';
import { RunningCli, scratchFolder } from './support/hookbench.ts';

const FREE_PORTS = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];

let cli: RunningCli | undefined;
afterEach(() => cli?.stop('SIGKILL'));

it('where the desktop app cannot run, says why in one line and serves the same window', async () => {
  const env = { HOOKBENCH_NO_ELECTRON: '1' };
  cli = new RunningCli(['--data', scratchFolder(), ...FREE_PORTS], { env });
  const [, url] = await cli.waitFor(/Window {4}(http:\/\/127\.0\.0\.1:\d+\/)#code=\S+\s/);
  expect(cli.stderr).toBe(
    'The desktop window cannot open: HOOKBENCH_NO_ELECTRON is set. The same window opens in the browser.\n',
  );
  expect((await fetch(url ?? '')).headers.get('content-type')).toContain('text/html');
  expect((await cli.stop('SIGINT')).code).toBe(0);
});

it('--browser does not even ask for the desktop app', async () => {
  const args = ['open', '--browser', '--json', '--data', scratchFolder(), ...FREE_PORTS];
  cli = new RunningCli(args);
  const [line] = await cli.waitFor(/^.*\n/);
  expect(JSON.parse(line)).toMatchObject({ ready: true, pid: cli.child.pid });
  expect(cli.stderr).toBe('');
  expect((await cli.stop()).code).toBe(0);
});
