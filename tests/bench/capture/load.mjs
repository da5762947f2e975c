// A load generator on bare sockets, in a process of its own: one request in flight per connection,
// the answer recognised by its end. It costs a fraction of any server that it is pointed at.
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

process.on('message', async ({ port, path, sizeBytes, connections, ms }) => {
  process.send(await run({ port, path, sizeBytes, connections, ms }));
});
process.on('disconnect', () => process.exit(0));

async function run({ port, path, sizeBytes, connections, ms }) {
  const body = Buffer.alloc(sizeBytes, 'x');
  body.write('{"event":"order.created","data":"');
  body.write('"}', sizeBytes - 2);
  const request = Buffer.concat([
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
        `User-Agent: bench/1\r\nX-Request-Id: 0123456789abcdef\r\nContent-Length: ${sizeBytes}\r\n\r\n`,
    ),
    body,
  ]);
  const micros = [];
  const statuses = {};
  const endAt = process.hrtime.bigint() + BigInt(ms) * 1_000_000n;
  const startedAt = process.hrtime.bigint();
  await Promise.all(Array.from({ length: connections }, () => one()));
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  micros.sort((a, b) => a - b);
  const at = (share) =>
    micros[Math.min(micros.length - 1, Math.floor(micros.length * share))] / 1000;
  return {
    perSecond: micros.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
    requests: micros.length,
    statuses,
  };

  function one() {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.setNoDelay(true);
      let sentAt = 0n;
      let got = Buffer.alloc(0);
      const next = () => {
        sentAt = process.hrtime.bigint();
        if (sentAt >= endAt) {
          socket.destroy();
          resolve();
          return;
        }
        socket.write(request);
      };
      socket.once('connect', next);
      socket.on('error', reject);
      socket.on('close', resolve);
      socket.on('data', (chunk) => {
        got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
        const head = got.indexOf(HEAD_END);
        if (head < 0) {
          return;
        }
        const text = got.latin1Slice(0, head);
        const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
        const isChunked = /transfer-encoding: *chunked/i.test(text);
        const isWhole = isChunked
          ? got.subarray(-5).equals(Buffer.from('0\r\n\r\n'))
          : got.length >= head + 4 + length;
        if (isWhole) {
          const status = text.slice(9, 12);
          statuses[status] = (statuses[status] ?? 0) + 1;
          micros.push(Number(process.hrtime.bigint() - sentAt) / 1000);
          got = Buffer.alloc(0);
          next();
        }
      });
    });
  }
}
