import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';

type FromSink =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'reached'; readonly atMs: number }
  | {
      readonly kind: 'report';
      readonly counts: Record<string, number>;
      readonly arrivals: [string, number][];
    };

export interface BenchSink {
  readonly port: number;
  /** Counts anew; resolves with the moment of the last of `count` requests below a path. */
  expect(prefix: string, count: number): Promise<number>;
  /** Notes when each request comes in, from now until `report`. */
  time(): void;
  report(): Promise<Extract<FromSink, { kind: 'report' }>>;
  close(): void;
}

export async function openBenchSink(): Promise<BenchSink> {
  const child = fork(resolve('tests/bench/sink.mjs'), { execArgv: [] });
  const { port } = await next(child, 'listening');
  return {
    port,
    expect: async (prefix, count) => {
      const reached = next(child, 'reached');
      child.send({ kind: 'expect', prefix, count });
      return (await reached).atMs;
    },
    time: () => {
      child.send({ kind: 'time' });
    },
    report: () => {
      const report = next(child, 'report');
      child.send({ kind: 'report' });
      return report;
    },
    close: () => child.disconnect(),
  };
}

function next<Kind extends FromSink['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<FromSink, { kind: Kind }>> {
  return new Promise((done) => {
    const listen = (message: FromSink) => {
      if (message.kind === kind) {
        child.off('message', listen);
        done(message as Extract<FromSink, { kind: Kind }>);
      }
    };
    child.on('message', listen);
  });
}

/** Milliseconds on the clock that all processes of a machine share. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
