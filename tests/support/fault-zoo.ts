import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listenAnywhere } from './listening.ts';
import { SELF_SIGNED } from './self-signed.ts';

/** What a server does to a connection once the head of a request has come in. */
type Misbehaviour = (socket: Socket) => void;

const OK = 'HTTP/1.1 200 OK\r\n';

/** Raw TCP servers, each with one vice. */
export const MISBEHAVIOURS: Readonly<Record<string, Misbehaviour>> = {
  'closes at once': (socket) => socket.end(),
  'resets at once': (socket) => socket.resetAndDestroy(),
  'resets mid-header': (socket) => {
    socket.write(`${OK}Content-Ty`);
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  'closes mid-header': (socket) => socket.end(`${OK}Content-Ty`),
  'resets mid-body': (socket) => {
    socket.write(`${OK}Content-Length: 100\r\n\r\nhalf of i`);
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  'closes mid-body': (socket) => socket.end(`${OK}Content-Length: 100\r\n\r\nhalf of i`),
  'closes mid-chunk': (socket) => {
    socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n64\r\nhalf of i`);
  },
  'never answers': () => undefined,
  'drips one byte of the header at a time': (socket) =>
    drip(socket, `${OK}X-Slow: ${'a'.repeat(9999)}`),
  'drips one byte of the body at a time': (socket) => {
    socket.write(`${OK}Content-Length: 9999\r\n\r\n`);
    drip(socket, 'a'.repeat(9999));
  },
  'sends headers for ever': (socket) => {
    socket.write(OK);
    flood(socket, 'X-More: and more and more and more and more and more\r\n');
  },
  'sends one header for ever': (socket) => {
    socket.write(`${OK}X-Long: `);
    flood(socket, 'a'.repeat(100));
  },
  'sends a body for ever': (socket) => {
    socket.write(`${OK}Content-Type: text/plain\r\n\r\n`);
    flood(socket, 'a'.repeat(10_000));
  },
  'sends chunks for ever': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    flood(socket, `2710\r\n${'a'.repeat(10_000)}\r\n`);
  },
  'promises more than it sends': (socket) => socket.end(`${OK}Content-Length: 50\r\n\r\nshort`),
  'sends more than it promises': (socket) =>
    socket.write(`${OK}Content-Length: 5\r\n\r\nlonger than five`),
  'sends two lengths': (socket) => {
    socket.write(`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort`);
  },
  'speaks HTTP/0.9': (socket) => socket.end('<html>hello from 1991</html>'),
  'speaks another protocol': (socket) => socket.end('220 mail.example ESMTP ready\r\n'),
  'answers binary garbage': (socket) => {
    socket.end(Buffer.from([0, 1, 2, 3, 254, 255, 13, 10, 13, 10]));
  },
  'answers 204 with a body': (socket) => {
    socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello');
  },
  'continues for ever': (socket) => flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
  'processes for ever': (socket) => {
    const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10);
    socket.on('close', () => clearInterval(timer));
  },
  'switches protocols unasked': (socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
    );
  },
  'answers a status of nonsense': (socket) => socket.write('HTTP/1.1 999999 What\r\n\r\n'),
  'redirects to itself': (socket) => {
    socket.write('HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0\r\n\r\n');
  },
};

export interface Beast {
  readonly url: string;
  /** How many connections it has seen. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts one of them on a free port of 127.0.0.1. */
export function openBeast(misbehave: Misbehaviour): Promise<Beast> {
  return listen(createServer(), misbehave, 'http');
}

/** The same behind TLS with a self-signed certificate. */
export function openTlsBeast(misbehave: Misbehaviour): Promise<Beast> {
  const server = createTlsServer(SELF_SIGNED);
  server.on('tlsClientError', () => undefined);
  return listen(server, misbehave, 'https');
}

async function listen(server: Server, misbehave: Misbehaviour, scheme: string): Promise<Beast> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on(scheme === 'https' ? 'secureConnection' : 'connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => misbehave(socket));
  });
  const port = await listenAnywhere(server);
  return {
    url: `${scheme}://127.0.0.1:${port}/hook`,
    connections: () => count,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) {
          socket.destroy();
        }
        server.close(() => resolve());
      }),
  };
}

function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(text.charAt(at));
    at += 1;
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

/** Writes for as long as the other side reads. */
function flood(socket: Socket, text: string): void {
  const block = text.repeat(Math.ceil(16_384 / text.length));
  const pour = () => {
    while (!socket.destroyed && socket.write(block)) {
      // Until the buffer is full.
    }
  };
  socket.on('drain', pour);
  pour();
}
