// Starts telegram-test-api on loopback; it has no start script of its own. Prints its port.
const Server = require(`${process.argv[2]}/node_modules/telegram-test-api`);
const server = new Server({ host: '127.0.0.1', port: Number(process.argv[3]), storeTimeout: 600 });
server.start().then(() => console.log('ready'));
process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
