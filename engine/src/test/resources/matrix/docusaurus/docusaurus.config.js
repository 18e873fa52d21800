export default {
  title: 'the title says hello',
  url: 'https://example.com',
  baseUrl: '/',
  presets: [['classic', { blog: false }]],
};
