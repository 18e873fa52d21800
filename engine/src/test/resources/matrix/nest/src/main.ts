import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppController, AppService } from './app.controller';

@Module({ controllers: [AppController], providers: [AppService] })
class AppModule {}

NestFactory.create(AppModule).then((app) => app.listen(Number(process.env.PORT), '127.0.0.1'));
