// A tunnel host of the kind of localhost.run on loopback, made of npm's `ssh2`:
// node ssh-server.cjs SSH2 HOST_KEY_FILE [PORT] [refuse]. Takes everybody, passes on what arrives at a port of its
// own, and tells each client that port's URL. Prints its port; `refuse` turns every forwarding down.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:net');

const [, , package_, keyFile, port = '0', wish] = process.argv;
const { Server } = require(package_);

const server = new Server({ hostKeys: [readFileSync(keyFile)] }, (client) => {
  let ways;
  client.on('error', () => undefined);
  client.on('close', () => ways?.close());
  client.on('authentication', (question) => question.accept());
  client.on('request', (accept, reject, name, asked) => {
    if (name !== 'tcpip-forward' || wish === 'refuse') {
      reject?.();
      return;
    }
    ways = createServer((socket) => passOn(client, asked, socket));
    ways.listen(0, '127.0.0.1', () => accept?.());
  });
  client.on('session', (acceptSession) => {
    const session = acceptSession();
    session.on('shell', (acceptShell) => {
      const url = `http://bench.localhost:${ways?.address().port ?? 0}`;
      acceptShell().write(`Welcome!\r\nbench.localhost tunneled with tls termination, ${url}\r\n`);
    });
  });
});

function passOn(client, asked, socket) {
  socket.on('error', () => undefined);
  const { bindAddr, bindPort } = asked;
  client.forwardOut(bindAddr, bindPort, '127.0.0.1', socket.remotePort, (error, channel) => {
    if (error) {
      socket.destroy();
      return;
    }
    socket.pipe(channel).pipe(socket);
  });
}

server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));
