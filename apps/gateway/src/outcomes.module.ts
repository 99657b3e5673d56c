import { Module, type DynamicModule } from '@nestjs/common';
import { OUTCOMES } from './gateway.tokens.js';
import { OutcomesConsumer, type OutcomeHandler } from './projection/outcomes.consumer.js';

/** The gateway's ear on the bus. The core behind it is opened and closed by the process that registers it. */
@Module({})
export class OutcomesModule {
  static register(core: OutcomeHandler): DynamicModule {
    return {
      module: OutcomesModule,
      controllers: [OutcomesConsumer],
      providers: [{ provide: OUTCOMES, useValue: core }],
    };
  }
}
