const assert = require('node:assert');
const test = require('node:test');
const app = require('../app');

test('answers, and knows what it has not', async () => {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const root = 'http://127.0.0.1:' + server.address().port;
  try {
    assert.match(await (await fetch(root + '/')).text(), /the page says hello/);
    assert.strictEqual((await fetch(root + '/none')).status, 404);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
