const { app } = require('electron');
const log = require('electron-log/main');

app.whenReady().then(() => {
  log.info('electron ' + process.versions.electron + ' says hello');
  app.exit(process.versions.electron ? 0 : 1);
});
