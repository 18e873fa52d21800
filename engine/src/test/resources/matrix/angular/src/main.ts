import { Component } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter, RouterOutlet } from '@angular/router';

@Component({
  selector: 'app-root',
  imports: [FormsModule, RouterOutlet],
  template: '<h1>the page says hello</h1><router-outlet />',
})
class App {}

bootstrapApplication(App, { providers: [provideRouter([])] });
