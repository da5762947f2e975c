import { Pool } from 'undici';

/** Requests at a rate; each carries the moment of its sending in its path. */
export async function sendAtRate(
  url: string,
  { ratePerS, seconds }: { ratePerS: number; seconds: number },
): Promise<{ sent: number; accepted: number; tookMs: number }> {
  const pool = new Pool(url, { connections: 16, pipelining: 1 });
  const total = ratePerS * seconds;
  const startMs = performance.now();
  let sent = 0;
  let accepted = 0;
  const open: Promise<void>[] = [];
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * ratePerS) / 1000));
    for (; sent < due; sent += 1) {
      open.push(
        post(pool, `/live/${Date.now()}/${sent}`).then((isAccepted) => {
          accepted += Number(isAccepted);
        }),
      );
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
  await Promise.all(open);
  await pool.close();
  return { sent, accepted, tookMs: performance.now() - startMs };
}

async function post(pool: Pool, path: string): Promise<boolean> {
  const answer = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: '{"event":"payment_received","data":{"amount":"12.50","currency":"EUR"}}',
  });
  await answer.body.dump();
  return answer.statusCode >= 200 && answer.statusCode < 300;
}

/** Reads the live stream beside the window and counts what its numbers leave out. */
export async function watchStream(controlUrl: string, token: string) {
  const abort = new AbortController();
  const response = await fetch(`${controlUrl}/api/stream`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  const seen = { frames: 0, gaps: 0 };
  const reading = readFrames(response, seen).catch((error: unknown) => {
    if (!abort.signal.aborted) {
      throw error;
    }
  });
  return {
    seen,
    stop: async () => {
      abort.abort();
      await reading;
    },
  };
}

async function readFrames(response: Response, seen: { frames: number; gaps: number }) {
  const decoder = new TextDecoder();
  let rest = '';
  let last: number | undefined;
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.startsWith('id:'))) {
      const seq = Number(line.slice(3));
      seen.frames += 1;
      seen.gaps += last !== undefined && seq !== last + 1 ? 1 : 0;
      last = seq;
    }
  }
}
