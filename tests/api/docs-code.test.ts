import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiverSnippets, registerSnippets } from '../../server/http/docs/snippets.ts';
import { findOnPath } from '../support/executables.ts';
import { until } from '../support/until.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

// The code of the guide is run as it stands there, but for the addresses.

let server: WholeServer;
let folder: string;
beforeAll(async () => {
  server = await openWholeServer();
  folder = await mkdtemp(join(tmpdir(), 'hookbench-docs-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const environment = {
  ...process.env,
  WEBHOOK_SECRET: `whsec_${Buffer.from('thirty-two bytes of secret text!').toString('base64')}`,
};

function codeOf(snippets: ReturnType<typeof receiverSnippets>, id: string): string {
  const found = snippets.find((snippet) => snippet.id === id);
  if (!found) {
    throw new Error(`the guide has no ${id}`);
  }
  return found.code;
}

/** Not spawnSync: the server that is called runs in this process. */
async function run(
  command: string,
  words: readonly string[],
  more: { env?: NodeJS.ProcessEnv; input?: string } = {},
) {
  const child = spawn(command, words, { cwd: folder, env: more.env ?? environment });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part) => {
    stdout += part;
  });
  child.stderr.on('data', (part) => {
    stderr += part;
  });
  child.stdin.end(more.input ?? '');
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}

describe('the code of the guide', () => {
  it('registers by axios, and its Express receiver takes what is then sent', async () => {
    const receiver = codeOf(receiverSnippets(), 'express').replace(
      'app.listen(3000);',
      "const listener = app.listen(0, '127.0.0.1', () => console.log('port', listener.address().port));",
    );
    await writeFile(join(folder, 'receiver.mjs'), receiver);
    const child = spawn(process.execPath, ['receiver.mjs'], { cwd: folder, env: environment });
    let output = '';
    child.stdout.on('data', (part) => {
      output += part;
    });
    try {
      await until('the receiver listens', () => /port \d+/.test(output));
      const url = `http://127.0.0.1:${/port (\d+)/.exec(output)?.[1]}/webhooks`;
      const facts = { baseUrl: server.urls.exposee, needsApiKey: false };
      const script = codeOf(registerSnippets(facts), 'javascript').replace(
        'https://your-app.example.com/webhooks',
        url,
      );
      await writeFile(join(folder, 'register.mjs'), script);
      const ran = await run(process.execPath, ['register.mjs']);
      expect(ran.stderr).toBe('');
      expect(ran.stdout).toContain('Webhook registered for: payment_received, invoice.*');
      const data = { paid: true };
      await server.exposee('/trigger', { method: 'POST', json: { event: 'invoice.paid', data } });
      await until('the event arrived', () => output.includes('paid: true'));
      await until('the ping arrived', () => output.includes('ping Ping from Exposee'));
    } finally {
      child.kill();
    }
  });

  const python = findOnPath(['python3', 'python']);
  it.skipIf(python === undefined)('is Python where it says so', async () => {
    const facts = { baseUrl: server.urls.exposee, needsApiKey: true };
    for (const code of [
      codeOf(registerSnippets(facts), 'python'),
      codeOf(receiverSnippets(), 'fastapi'),
    ]) {
      const check = 'import ast, sys; ast.parse(sys.stdin.read())';
      const ran = await run(python ?? '', ['-c', check], { input: code });
      expect([ran.status, ran.stderr]).toEqual([0, '']);
    }
  });

  const curl = findOnPath(['curl']);
  const shell = findOnPath(['sh']);
  it.skipIf(curl === undefined || shell === undefined)('registers by curl', async () => {
    const facts = { baseUrl: server.urls.exposee, needsApiKey: true };
    const code = codeOf(registerSnippets(facts), 'curl').replace(
      'https://your-app.example.com/webhooks',
      'http://127.0.0.1:9/by-curl',
    );
    const env = { ...environment, API_KEY: 'any' };
    const ran = await run(shell ?? '', ['-c', code], { env });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      message: 'Webhook registered for: payment_received, invoice.*',
      secret: environment.WEBHOOK_SECRET,
    });
  });
});
