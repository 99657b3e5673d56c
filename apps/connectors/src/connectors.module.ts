import { Module, type DynamicModule } from '@nestjs/common';
import { AnnouncementsConsumer, type AnnouncementHandler } from './announcements.consumer.js';
import { Callbacks, type InboundDoor } from '@lienthong/connector-kit';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import type { FileLinks } from './files/file-links.js';
import { FilesController } from './files/files.controller.js';
import { CALLBACKS, CONNECTORS_SIDE, FILE_LINKS } from './connectors.tokens.js';

/** The partners' side. The side itself is opened, and stopped, by the process that registers it. */
@Module({})
export class ConnectorsModule {
  static register(
    side: AnnouncementHandler & { readonly inbound: InboundDoor },
    links: Pick<FileLinks, 'open'>,
  ): DynamicModule {
    return {
      module: ConnectorsModule,
      controllers: [AnnouncementsConsumer, CallbacksController, FilesController],
      providers: [
        { provide: CONNECTORS_SIDE, useValue: side },
        { provide: FILE_LINKS, useValue: links },
        { provide: CALLBACKS, useValue: new Callbacks(side.inbound) },
      ],
    };
  }
}
