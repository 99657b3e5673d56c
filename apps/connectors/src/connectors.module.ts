import { Module, type DynamicModule } from '@nestjs/common';
import { AnnouncementsConsumer, type AnnouncementHandler } from './announcements.consumer.js';
import { Callbacks, type InboundDoor } from '@lienthong/connector-kit';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import { CALLBACKS, CONNECTORS_SIDE } from './connectors.tokens.js';

/** The partners' side. The side itself is opened, and stopped, by the process that registers it. */
@Module({})
export class ConnectorsModule {
  static register(side: AnnouncementHandler & { readonly inbound: InboundDoor }): DynamicModule {
    return {
      module: ConnectorsModule,
      controllers: [AnnouncementsConsumer, CallbacksController],
      providers: [
        { provide: CONNECTORS_SIDE, useValue: side },
        { provide: CALLBACKS, useValue: new Callbacks(side.inbound) },
      ],
    };
  }
}
