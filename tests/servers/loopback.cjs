// Preloaded before emulate, which has no host option and would listen on every interface.
const { Server } = require('node:net');
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, host, ...rest) {
  const back = typeof host === 'function' ? [host, ...rest] : rest;
  return listen.call(this, port, typeof host === 'string' ? host : '127.0.0.1', ...back);
};
