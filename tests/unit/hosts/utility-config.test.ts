import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { StartOrder } from '../../../server/contract/bridge.ts';
import { StartError } from '../../../server/hosts/start-error.ts';
import { utilityConfig } from '../../../server/hosts/utility-config.ts';

const DATA_DIR = `${tmpdir()}/hookbench-nowhere`;

function order(ports: StartOrder['ports'] = {}): StartOrder {
  const dataKeyBytes = new Uint8Array(32).fill(7);
  return { kind: 'start', dataDir: DATA_DIR, dataKeyBytes, token: 't'.repeat(43), ports };
}

test('folder and key are those of the shell, whatever the environment says', () => {
  const env = { HOOKBENCH_DATA: '/other', HOOKBENCH_DATA_KEY: 'no key at all' };
  const config = utilityConfig(order(), env);
  expect(config.dataDir).toBe(DATA_DIR);
  expect(config.dataKeyBytes).toEqual(new Uint8Array(32).fill(7));
});

test('ports are configured as usual, and one that was chosen wins', () => {
  const env = { HOOKBENCH_EXPOSEE_PORT: '9000', HOOKBENCH_RECEIVER_PORT: '9001' };
  const config = utilityConfig(order({ receiver: 0 }), env);
  expect(config.control.port).toBe(4780);
  expect(config.exposee.port).toBe(9000);
  expect(config.receiver.port).toBe(0);
});

test('a wrong value is a refusal that names its key', () => {
  const start = () => utilityConfig(order(), { HOOKBENCH_EXPOSEE_PORT: 'eighty' });
  expect(start).toThrow(StartError);
  expect(start).toThrow(/HOOKBENCH_EXPOSEE_PORT.*port/);
});
