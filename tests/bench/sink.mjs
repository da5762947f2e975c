// The endpoint of the benchmarks: a bare server in a process of its own, so that its work is not
// on the sender's core. It checks nothing and answers 204; `/hang` never answers, `/500` fails.
import { createServer } from 'node:http';

const seen = { requests: 0, bytes: 0, arrivals: [] };
let isTimed = false;

const server = createServer((request, response) => {
  if (isTimed) {
    seen.arrivals.push([request.headers['x-mark'] ?? request.headers['webhook-id'], now()]);
  }
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
  });
  request.on('end', () => {
    seen.requests += 1;
    seen.bytes += size;
    counts.set(request.url, (counts.get(request.url) ?? 0) + 1);
    if (request.url.startsWith('/hang')) {
      return;
    }
    response.writeHead(request.url.startsWith('/500') ? 500 : 204);
    response.end();
  });
});
const counts = new Map();
server.keepAliveTimeout = 60_000;
server.headersTimeout = 0;
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', 4096, () => {
  process.send({ port: server.address().port });
});

/** Milliseconds on the clock that all processes of this machine share. */
function now() {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

process.on('message', (message) => {
  if (message.reset) {
    seen.requests = 0;
    seen.bytes = 0;
    seen.arrivals = [];
    counts.clear();
    isTimed = message.isTimed === true;
  }
  process.send({
    requests: seen.requests,
    bytes: seen.bytes,
    arrivals: message.wantsArrivals ? seen.arrivals : undefined,
    counts: Object.fromEntries(counts),
    atMs: now(),
  });
});
process.on('disconnect', () => process.exit(0));
