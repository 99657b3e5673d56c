import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CONNECTORS_BUS, RethrowFilter, type Delivery, type Verdict } from '@lienthong/bus';
import { topics } from '@lienthong/contracts';
import { CONNECTORS_SIDE } from './connectors.tokens.js';

/** What the consumer needs of the connectors' side. */
export interface AnnouncementHandler {
  handle(deliveries: readonly Delivery[]): Promise<readonly Verdict[]>;
}

/** Announced exchanges and operators' commands become rows; no partner is called here. */
@Controller()
@UseFilters(RethrowFilter)
export class AnnouncementsConsumer {
  constructor(@Inject(CONNECTORS_SIDE) private readonly side: AnnouncementHandler) {}

  @EventPattern<string>(topics.exchanges, CONNECTORS_BUS)
  announced(@Payload() deliveries: readonly Delivery[]): Promise<readonly Verdict[]> {
    return this.side.handle(deliveries);
  }
}
