import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { GATEWAY_BUS, RethrowFilter, type Delivery, type Verdict } from '@lienthong/bus';
import { topics } from '@lienthong/contracts';
import { OUTCOMES } from '../gateway.tokens.js';

/** What the consumer needs of the core. */
export interface OutcomeHandler {
  handleOutcomes(deliveries: readonly Delivery[]): Promise<readonly Verdict[]>;
}

/** What became of exchanges and of operators' commands, in batches. */
@Controller()
@UseFilters(RethrowFilter)
export class OutcomesConsumer {
  constructor(@Inject(OUTCOMES) private readonly core: OutcomeHandler) {}

  @EventPattern<string>(topics.outcomes, GATEWAY_BUS)
  outcomes(@Payload() deliveries: readonly Delivery[]): Promise<readonly Verdict[]> {
    return this.core.handleOutcomes(deliveries);
  }
}
