import { randomInt } from 'node:crypto';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Opens it on any free port of this computer, and answers that port. */
export async function listenAnywhere(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Below what systems give to those who ask for any port, and to connections: nobody else comes by one by chance. */
const FIRST_OWN_PORT = 10_000;
const OWN_PORTS = 6_000;

/** A port of this computer at which nobody listens, nor will: it can be opened, closed and opened again. */
export async function closedPort(): Promise<number> {
  for (;;) {
    const port = FIRST_OWN_PORT + randomInt(OWN_PORTS);
    if (await isFree(port)) {
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
