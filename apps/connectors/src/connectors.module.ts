import { Module, type DynamicModule } from '@nestjs/common';
import { AnnouncementsConsumer, type AnnouncementHandler } from './announcements.consumer.js';
import { CONNECTORS_SIDE } from './connectors.tokens.js';

/** The partners' side. The side itself is opened, and stopped, by the process that registers it. */
@Module({})
export class ConnectorsModule {
  static register(side: AnnouncementHandler): DynamicModule {
    return {
      module: ConnectorsModule,
      controllers: [AnnouncementsConsumer],
      providers: [{ provide: CONNECTORS_SIDE, useValue: side }],
    };
  }
}
