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
  };
  expect(childEnvironment(environment)).toEqual(environment);
});

test('what changes how Node runs, and the secrets of others, stay out', () => {
  expect(
    childEnvironment({
      NODE_OPTIONS: '--require /tmp/x.js',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_PATH: '/tmp',
      LD_PRELOAD: '/tmp/x.so',
      AWS_SECRET_ACCESS_KEY: 'secret',
      HOOKBENCH_DATA_KEY: 'secret',
    }),
  ).toEqual({});
});
