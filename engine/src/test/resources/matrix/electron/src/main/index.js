import { app, BrowserWindow } from 'electron';
import Store from 'electron-store';

app.whenReady().then(() => {
  new Store().set('said', 'hello');
  new BrowserWindow().loadFile('out/renderer/index.html');
});
