// npm run bench:capture-size — what one huge body does to the server's memory.
//
//   --megabytes 1024   size of the body; the limit is raised to hold it
//   --most 64          ends with 1 where the memory is raised by so many megabytes or more
//   --json             one JSON document on stdout
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const numberOf = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const megabytes = numberOf('--megabytes', 1024);
const most = numberOf('--most', 64);
const totalBytes = megabytes * 1024 * 1024;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'hookbench-size-'));
const child = spawn(
  process.execPath,
  [here('../run.mjs'), here('host.ts'), folder, `capture_limit_bytes=${totalBytes + 1}`],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const ready = await firstLine();
  await send(Number(new URL(ready.receiver).port), 1024 * 1024);
  const before = residentMegabytes();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMegabytes());
  }, 20);
  const startedAt = performance.now();
  const status = await send(Number(new URL(ready.receiver).port), totalBytes);
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  const kept = await latest(ready);
  const result = {
    megabytes,
    status,
    kept_bytes: kept.size,
    is_cut: kept.is_cut,
    seconds: Math.round(seconds * 10) / 10,
    rss_before_mb: before,
    rss_peak_mb: peak,
    raised_by_mb: peak - before,
  };
  console.log(process.argv.includes('--json') ? JSON.stringify(result) : result);
  process.exitCode = status === '204' && kept.size === totalBytes && peak - before < most ? 0 : 1;
} finally {
  child.kill();
  await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
}

async function firstLine() {
  for await (const line of createInterface({ input: child.stdout })) {
    return JSON.parse(line);
  }
  throw new Error('the server ended before it was ready');
}

async function send(port, sizeBytes) {
  const socket = connect({ host: '127.0.0.1', port });
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.write(
    `POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: ${sizeBytes}\r\nConnection: close\r\n\r\n`,
  );
  const chunk = Buffer.alloc(256 * 1024, 'b');
  for (let sent = 0; sent < sizeBytes; sent += chunk.length) {
    const part = sizeBytes - sent < chunk.length ? chunk.subarray(0, sizeBytes - sent) : chunk;
    if (!socket.write(part)) {
      await once(socket, 'drain');
    }
  }
  await once(socket, 'close');
  return answer.slice(9, 12);
}

async function latest(ready) {
  const response = await fetch(`${ready.control}/api/captures?limit=1`, {
    headers: { authorization: `Bearer ${ready.token}` },
  });
  return (await response.json()).items[0];
}

/** From /proc, so on Linux only. */
function residentMegabytes() {
  const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
