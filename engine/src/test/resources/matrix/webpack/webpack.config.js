const HtmlWebpackPlugin = require('html-webpack-plugin');
const MiniCssExtractPlugin = require('mini-css-extract-plugin');
const WorkboxWebpackPlugin = require('workbox-webpack-plugin');

module.exports = (env, { mode }) => ({
  entry: './src/index.js',
  plugins: [
    new HtmlWebpackPlugin({ title: 'the title says hello' }),
    new MiniCssExtractPlugin(),
    ...(mode === 'production' ? [new WorkboxWebpackPlugin.GenerateSW()] : []),
  ],
  module: {
    rules: [
      { test: /\.js$/, exclude: /node_modules/, loader: 'babel-loader' },
      { test: /\.scss$/, use: [MiniCssExtractPlugin.loader, 'css-loader', 'postcss-loader', 'sass-loader'] },
    ],
  },
});
