import { Module, type DynamicModule } from '@nestjs/common';
import { AnnouncementsConsumer, type AnnouncementHandler } from './announcements.consumer.js';

/** The partners' side. The side itself is opened, and stopped, by the process that registers it. */
@Module({})
export class ConnectorsModule {
  static register(side: AnnouncementHandler): DynamicModule {
    return {
      module: ConnectorsModule,
      controllers: [AnnouncementsConsumer],
      providers: [{ provide: AnnouncementsConsumer, useFactory: () => new AnnouncementsConsumer(side) }],
    };
  }
}
