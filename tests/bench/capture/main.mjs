// npm run bench:capture — how many requests a second the receiver stores before it answers 204,
// against a bare Koa that reads the body and answers 204, in turns within one run.
//
//   --seconds 3     per measurement
//   --rounds 5      per pair, in turns; medians are printed
//   --json          one JSON document on stdout
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openRivals } from './rivals.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const seconds = option('seconds', 3);
const rounds = option('rounds', 5);
const isJson = process.argv.includes('--json');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const closers = [];

async function main() {
  const load = await openLoad();
  const hookbench = await openHookbench();
  const koa = await openKoa();
  const rivals = await openRivals(closers);
  const rows = [];
  for (const sizeBytes of [512, 8192]) {
    for (const connections of [64, 256]) {
      rows.push(await pair({ load, hookbench, koa, rivals, sizeBytes, connections }));
    }
  }
  print(rows);
}

async function pair({ load, hookbench, koa, rivals, sizeBytes, connections }) {
  const measure = (server, ms = seconds * 1000) =>
    load({ port: server.port, path: server.path ?? '/in/bench', sizeBytes, connections, ms });
  await measure(koa, 1000);
  await measure(hookbench, 1000);
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await measure(koa));
    ours.push(await measure(hookbench));
  }
  for (const result of ours) {
    const other = Object.keys(result.statuses).filter((status) => status !== '204');
    if (other.length > 0) {
      throw new Error(`the receiver answered ${JSON.stringify(result.statuses)}`);
    }
  }
  const beside = [];
  for (const rival of rivals) {
    beside.push({ name: rival.name, ...(await measure(rival)) });
  }
  return { sizeBytes, connections, ours, theirs, beside };
}

function print(rows) {
  const summary = rows.map(({ sizeBytes, connections, ours, theirs, beside }) => ({
    body: sizeBytes,
    connections,
    hookbench_per_s: Math.round(median(ours.map((result) => result.perSecond))),
    koa_per_s: Math.round(median(theirs.map((result) => result.perSecond))),
    ratio: round2(median(ours.map((result, index) => result.perSecond / theirs[index].perSecond))),
    hookbench_p99_ms: round2(median(ours.map((result) => result.p99))),
    koa_p99_ms: round2(median(theirs.map((result) => result.p99))),
    p99_ratio: round2(median(ours.map((result, index) => result.p99 / theirs[index].p99))),
    ...Object.fromEntries(beside.map((result) => [result.name, Math.round(result.perSecond)])),
  }));
  if (isJson) {
    console.log(
      JSON.stringify({ node: process.version, cpus: cpus().length, rounds, summary, rows }),
    );
    return;
  }
  console.log(
    `Node ${process.version}, ${cpus().length} cores, medians of ${rounds} rounds of ${seconds} s in turns`,
  );
  console.table(summary);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function round2(value) {
  return Math.round(value * 100) / 100;
}

async function openLoad() {
  const child = fork(here('load.mjs'));
  closers.push(() => child.kill());
  return (order) =>
    new Promise((done) => {
      child.once('message', done);
      child.send(order);
    });
}

async function openKoa() {
  const child = fork(here('koa.mjs'));
  closers.push(() => child.kill());
  return new Promise((done) => child.once('message', done));
}

/** The product as a user starts it, data on disk, with its default durability. */
async function openHookbench() {
  const folder = mkdtempSync(join(tmpdir(), 'hookbench-bench-'));
  const host = here('host.ts');
  const child = spawn(process.execPath, [here('../run.mjs'), host, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closers.push(async () => {
    child.kill();
    await new Promise((done) => child.once('exit', done));
    rmSync(folder, { recursive: true, force: true });
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = JSON.parse(line);
    return { port: Number(new URL(ready.receiver).port) };
  }
  throw new Error('the server ended before it was ready');
}

try {
  await main();
} finally {
  for (const close of closers.reverse()) {
    await close();
  }
}
