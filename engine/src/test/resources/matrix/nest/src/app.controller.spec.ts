import { Test } from '@nestjs/testing';
import request from 'supertest';
import { AppController, AppService } from './app.controller';

test('the controller has its service', async () => {
  const module = await Test.createTestingModule({ controllers: [AppController], providers: [AppService] }).compile();
  const app = await module.createNestApplication().init();
  await request(app.getHttpServer()).get('/').expect(200, 'the page says hello');
  await app.close();
});
