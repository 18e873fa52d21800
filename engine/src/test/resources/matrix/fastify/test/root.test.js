const assert = require('node:assert');
const test = require('node:test');
const Fastify = require('fastify');

test('the app is loaded from its folders', async () => {
  const fastify = Fastify();
  fastify.register(require('../app'));
  assert.match((await fastify.inject('/')).body, /hello/);
  assert.strictEqual((await fastify.inject('/none')).statusCode, 404);
  await fastify.close();
});
