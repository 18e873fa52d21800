const path = require('node:path');
const AutoLoad = require('@fastify/autoload');

module.exports = async function (fastify, options) {
  fastify.register(AutoLoad, { dir: path.join(__dirname, 'plugins'), options: { ...options } });
  fastify.register(AutoLoad, { dir: path.join(__dirname, 'routes'), options: { ...options } });
};
