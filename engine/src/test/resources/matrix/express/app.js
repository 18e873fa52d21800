const express = require('express');
const createError = require('http-errors');

const app = express();
app.set('views', __dirname + '/views');
app.set('view engine', 'jade');
app.use(require('morgan')('dev'));
app.use(require('cookie-parser')());
app.get('/', (request, response) => response.render('index', { text: 'the page says hello' }));
app.get('/health', (request, response) => response.json({ up: true }));
app.use((request, response, next) => next(createError(404)));

module.exports = app;
