import { expect, test } from 'vitest';
import { childEnvironment } from '../../../electron/child-environment.ts';

test('the server gets what it needs and its own configuration', () => {
  const environment = {
    PATH: '/bin',
    Path: 'C:\\Windows',
    LC_ALL: 'C',
    https_proxy: 'http://proxy',
    HOOKBENCH_EXPOSEE_PORT: '9000',
    HOOKBENCH_EXPOSEE_API_KEY: 'k',
    SSH_AUTH_SOCK: '/run/agent',
  };
  expect(childEnvironment(environment, 'linux')).toEqual(environment);
});

test('what changes how Node runs, and the secrets of others, stay out', () => {
  expect(
    childEnvironment(
      {
        NODE_OPTIONS: '--require /tmp/x.js',
        ELECTRON_RUN_AS_NODE: '1',
        NODE_PATH: '/tmp',
        LD_PRELOAD: '/tmp/x.so',
        AWS_SECRET_ACCESS_KEY: 'secret',
        HOOKBENCH_DATA_KEY: 'secret',
      },
      'linux',
    ),
  ).toEqual({});
});

test('an app that the Finder started finds the programs of Homebrew, after those of the system', () => {
  const path = (PATH: string) => childEnvironment({ PATH }, 'darwin').PATH;
  expect(path('/usr/bin:/bin')).toBe('/usr/bin:/bin:/opt/homebrew/bin:/usr/local/bin');
  expect(path('/usr/local/bin:/bin')).toBe('/usr/local/bin:/bin:/opt/homebrew/bin');
  expect(childEnvironment({ PATH: '/bin' }, 'linux').PATH).toBe('/bin');
});
