module.exports = async function (fastify) {
  fastify.get('/', async () => ({ text: 'the page says hello' }));
  fastify.get('/none', async () => {
    throw fastify.httpErrors.notFound();
  });
};
