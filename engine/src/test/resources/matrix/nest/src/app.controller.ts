import { Controller, Get, Injectable } from '@nestjs/common';

@Injectable()
export class AppService {
  text(): string {
    return 'the page says hello';
  }
}

@Controller()
export class AppController {
  constructor(private readonly service: AppService) {}

  @Get()
  hello(): string {
    return this.service.text();
  }
}
