// npm run bench [-- --only throughput,burst] [--out FILE]: some minutes; a table, and the same as JSON.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, version } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { openBenchSink } from './bench-sink.ts';
import { measureBurst } from './burst.ts';
import type { CaseResult } from './figures.ts';
import { measureIsolation } from './isolation.ts';
import { measureLatency } from './latency.ts';
import { measureThroughput } from './throughput.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, out: { type: 'string', default: 'bench-result.json' } },
});
const only = values.only?.split(',');
const sink = await openBenchSink();

const cases: Record<string, (server: BenchServer) => Promise<CaseResult>> = {
  throughput: (server) =>
    measureThroughput(server, sink, {
      name: 'throughput, 512 bytes',
      bodyBytes: 512,
      fanOut: 1,
      deliveries: 30_000,
      rounds: 5,
      goal: 0.5,
    }),
  large: (server) =>
    measureThroughput(server, sink, {
      name: 'throughput, 8 KiB',
      bodyBytes: 8192,
      fanOut: 1,
      deliveries: 30_000,
      rounds: 5,
      goal: 0.6,
    }),
  fanout: (server) =>
    measureThroughput(server, sink, {
      name: 'one event to 20 subscriptions',
      bodyBytes: 512,
      fanOut: 20,
      deliveries: 30_000,
      rounds: 5,
      goal: 0.5,
    }),
  burst: (server) => measureBurst(server, sink),
  latency: (server) => measureLatency(server, sink),
  isolation: (server) => measureIsolation(server, sink),
};

const results: CaseResult[] = [];
for (const [name, measure] of Object.entries(cases)) {
  if (only === undefined || only.includes(name)) {
    console.error(`${name} …`);
    // A fresh server each: no case pays for what another has stored.
    const server = await startBenchServer();
    results.push(await measure(server));
    await server.close();
  }
}
sink.close();

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1e9),
  system: `${process.platform} ${version()}`,
  node: process.version,
};
console.log(
  `\n${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}`,
);
console.table(
  Object.fromEntries(
    results.map(({ name, figure, goal, isMet, what, lost }) => [
      name,
      { figure, goal, met: isMet ? 'yes' : 'NO', measured: what, lost },
    ]),
  ),
);
const json = JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2);
writeFileSync(values.out, `${json}\n`);
console.log(`written to ${values.out}`);
