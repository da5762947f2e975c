import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { NamedKey } from '../../server/core/dialects/dialect.ts';
import { listDialects } from '../../server/core/dialects/registry.ts';
import { explainSignature } from '../../server/core/explain/explain.ts';
import { isInCorpus, MUTATIONS, type Subject, signOddly } from '../support/mutation-corpus.ts';
import { seededBytes, seededPayload } from '../support/seeded-payload.ts';

// npm run bench:explain — the confusion matrix of the explainer over every symmetric dialect, and its time.

const SEEDS = Number(process.argv[2] ?? 40);
const dialects = listDialects();
const matrix = new Map<string, Map<string, number>>();
let wrong = 0;
let total = 0;
let right = 0;
let slowestMs = 0;

for (const dialect of dialects.filter(isInCorpus)) {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = seededBytes(seed);
    const named = (source: string): NamedKey => ({ ...dialect.generateKey(random), source });
    const subject: Subject = {
      dialect,
      payload: seededPayload(seed),
      key: named('orders-prod'),
      otherKey: named('crm'),
      random,
    };
    for (const mutation of MUTATIONS) {
      const mutated = mutation.make(subject);
      if (!mutated) {
        continue;
      }
      const startedAt = performance.now();
      const explanation = explainSignature({ dialect, dialects, ...mutated });
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      const proved = explanation.causes
        .filter(({ certainty }) => certainty === 'proved')
        .map(({ code }) => code);
      const named = proved.length > 0 ? proved.join('+') : 'unknown';
      const expected = mutation.code ?? 'unknown';
      total += 1;
      right += named === expected ? 1 : 0;
      wrong += proved.length > 0 && !proved.includes(mutation.code ?? 'wrong_secret') ? 1 : 0;
      const row = matrix.get(expected) ?? new Map<string, number>();
      row.set(named, (row.get(named) ?? 0) + 1);
      matrix.set(expected, row);
    }
  }
}

console.log(`| cause | requests | named right | named otherwise |`);
console.log(`| --- | --- | --- | --- |`);
for (const [expected, row] of matrix) {
  const sum = [...row.values()].reduce((left, count) => left + count, 0);
  const others = [...row].filter(([named]) => named !== expected);
  const share = (((row.get(expected) ?? 0) / sum) * 100).toFixed(1);
  const rest = others.map(([named, count]) => `${named} ${count}`).join(', ') || 'none';
  console.log(`| ${expected} | ${sum} | ${share} % | ${rest} |`);
}
console.log(
  `\n${right} of ${total} right (${((right / total) * 100).toFixed(2)} %); wrong causes called proved: ${wrong}`,
);
console.log(`slowest explanation of a small body: ${slowestMs.toFixed(1)} ms`);

const big: number[] = [];
const tried: number[] = [];
for (const dialect of dialects.filter(isInCorpus)) {
  const random = seededBytes(7);
  const items: unknown[] = [];
  while (JSON.stringify(items).length < 64 * 1024 - 400) {
    items.push(seededPayload(items.length + 1));
  }
  const signedBytes = Buffer.from(JSON.stringify({ webhookTimestamp: 1_790_000_000_000, items }));
  const key = { ...dialect.generateKey(random), source: 'orders-prod' };
  const subject: Subject = { dialect, payload: {}, key, otherKey: key, random };
  const request = signOddly(subject, { signedBytes, keyBytes: random(32) });
  const startedAt = performance.now();
  const { variants_tried } = explainSignature({ dialect, dialects, request, otherKeys: [] });
  tried.push(variants_tried);
  big.push(performance.now() - startedAt);
}
big.sort((left, right2) => left - right2);
const median = big[Math.floor(big.length / 2)] ?? 0;
console.log(
  `64 KB body that nothing explains: median ${median.toFixed(1)} ms, slowest ${(big.at(-1) ?? 0).toFixed(1)} ms, ${Math.min(...tried)} to ${Math.max(...tried)} variants (${cpus()[0]?.model ?? ''}, Node ${process.version})`,
);
