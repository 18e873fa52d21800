export default {
  title: 'the title says hello',
  url: 'https://example.com',
  baseUrl: '/',
  future: { v4: true },
  presets: [['classic', { blog: false }]],
};
