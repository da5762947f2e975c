// What is written in an afternoon: axios and Promise.all. In a process of its own, since it may not survive.
import axios from 'axios';

const [url, count, size] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const data = { event: 'payment_received', data: { text: 'x'.repeat(size - 60) } };
const startedAt = performance.now();
const results = await Promise.allSettled(
  Array.from({ length: count }, () => axios.post(url, data, { timeout: 30_000 })),
);
const lost = results.filter(({ status }) => status === 'rejected').length;
const ms = performance.now() - startedAt;
const rssMb = process.memoryUsage().rss / 1e6;
process.send({ ms, lost, rssMb });
process.disconnect();
