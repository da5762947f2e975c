// The endpoint of the benchmarks: a bare server in a process of its own, so that its work is not
// on the sender's core. It checks nothing and answers 204; `/hang…` never answers, `/500…` fails.
import { createServer } from 'node:http';

let counts = new Map();
let arrivals;
let waiting;

const server = createServer((request, response) => {
  const at = now();
  const path = request.url;
  request.resume();
  request.on('end', () => {
    arrivals?.push([request.headers['webhook-id'], at]);
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    if (path.startsWith('/hang')) {
      return;
    }
    response.writeHead(path.startsWith('/500') ? 500 : 204);
    response.end();
    if (waiting !== undefined && waiting.prefix === path.slice(0, waiting.prefix.length)) {
      waiting.left -= 1;
      if (waiting.left === 0) {
        process.send({ kind: 'reached', atMs: now() });
        waiting = undefined;
      }
    }
  });
});
server.keepAliveTimeout = 60_000;
server.headersTimeout = 0;
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', 4096, () => {
  process.send({ kind: 'listening', port: server.address().port });
});

/** Milliseconds on the clock that all processes of a machine share. */
function now() {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

process.on('message', (message) => {
  if (message.kind === 'expect') {
    counts = new Map();
    waiting = { prefix: message.prefix, left: message.count };
  } else if (message.kind === 'time') {
    arrivals = [];
  } else if (message.kind === 'report') {
    process.send({ kind: 'report', counts: Object.fromEntries(counts), arrivals: arrivals ?? [] });
    arrivals = undefined;
  }
});
process.on('disconnect', () => process.exit(0));
