import { expect, it } from 'vitest';
import { openSink } from '../support/sink.ts';
import { until } from '../support/until.ts';
import { RunningCli, scratchFolder } from './support/hookbench.ts';

const SECRET = `whsec_${Buffer.from('the secret of this subscription').toString('base64')}`;
const API_KEY = 'an-api-key-nobody-should-read';
const ANY_PORTS = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];

it('writes no secret to the log, even where everything is logged', async () => {
  const sink = await openSink();
  const env = { HOOKBENCH_LOG_LEVEL: 'debug', HOOKBENCH_EXPOSEE_API_KEY: API_KEY };
  const folder = scratchFolder();
  const serve = new RunningCli(['serve', '--json', '--data', folder, ...ANY_PORTS], { env });
  const ready = JSON.parse((await serve.waitFor(/^\{.*\}\n/m))[0]);
  const post = async (base: string, path: string, json: unknown, key = API_KEY) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const body = JSON.stringify(json);
    return (await fetch(base + path, { method: 'POST', headers, body })).status;
  };
  const register = {
    url: `${sink.url}/in?code=key-in-the-query`,
    event_types: ['*'],
    secret: SECRET,
    headers: { Authorization: 'Bearer header-of-the-subscription' },
  };
  expect(await post(ready.exposee, '/webhooks/register', register)).toBe(201);
  expect(await post(ready.exposee, '/trigger', { event: 'ping', data: 1 }, 'wrong-key')).toBe(401);
  expect(await post(ready.control, '/api/ping', {}, ready.token)).toBe(202);
  const hook = { userid: 'testuser', password: 'password-among-arguments' };
  const made = await fetch(`${ready.exposee}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': API_KEY },
    body: JSON.stringify(hook),
  });
  const { id } = (await made.json()) as { id: string };
  expect(await post(ready.exposee, `/webhook/${id}`, {})).toBe(201);
  await until('ping, ping and the event arrived', () => sink.requests.length === 3);
  await until(
    'it is logged',
    () => (serve.stderr.match(/"outcome":"answered"/g) ?? []).length === 3,
  );
  const { stderr } = await serve.stop();
  await sink.close();
  expect(stderr).toContain('testuser');
  expect(stderr).toContain('"outcome":"answered"');
  for (const secret of [
    SECRET,
    API_KEY,
    ready.token,
    'wrong-key',
    'key-in-the-query',
    'header-of-the-subscription',
    'password-among-arguments',
  ]) {
    expect(stderr).not.toContain(secret);
  }
});
