import { createServer } from 'node:http';
import { listenAnywhere } from '../support/listening.ts';

export interface UnsteadySink {
  readonly url: string;
  /** In which life of the program each event was answered 2xx, by its webhook-id; one entry a delivery. */
  readonly delivered: Map<string, number[]>;
  /**
   * Begins another life once whatever a killed process had sent has been read: its connections are
   * closed then. Where others live on (`isAlone` is false) their connections stay.
   */
  nextLife(isAlone: boolean): Promise<void>;
  close(): Promise<void>;
}

const TURN_MS = 5;
const QUIET_TURNS = 5;
const MAX_TURNS = 2000;

/** An endpoint of this process, which outlives every crash. Sometimes it fails, sometimes it is slow. */
export async function openUnsteadySink(random: () => number): Promise<UnsteadySink> {
  const delivered = new Map<string, number[]>();
  let life = 0;
  const server = createServer((request, response) => {
    const id = String(request.headers['webhook-id']);
    // Of the arrival: a slow answer may come after its sender's end.
    const ofLife = life;
    request.resume();
    request.on('end', () => {
      const dice = random();
      const answer = () => {
        if (dice < 0.1) {
          response.writeHead(500).end();
        } else {
          delivered.set(id, [...(delivered.get(id) ?? []), ofLife]);
          response.writeHead(204).end();
        }
      };
      if (dice > 0.8) {
        setTimeout(answer, 20);
      } else {
        answer();
      }
    });
  });
  const port = await listenAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}/crash`,
    delivered,
    nextLife: async (isAlone) => {
      for (let quietTurns = 0, turns = 0; quietTurns < QUIET_TURNS; turns += 1) {
        if (turns > MAX_TURNS) {
          throw new Error('the connections of a killed process stay open');
        }
        await new Promise<void>((done) => {
          setTimeout(done, TURN_MS);
        });
        const open = await new Promise<number>((done) => {
          server.getConnections((_error, count) => done(count));
        });
        quietTurns = isAlone && open > 0 ? 0 : quietTurns + 1;
      }
      life += 1;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
