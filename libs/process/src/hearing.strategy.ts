import type { INestApplication } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { LogServer, type Bus, type LogServerOptions } from '@lienthong/bus';

/** One consumer group of this process: which handlers it serves, and who keeps what they cannot read. */
export interface Ear extends Pick<LogServerOptions, 'group' | 'transportId'> {
  readonly handler: { readonly quarantine: LogServerOptions['quarantine'] };
}

/** Starts the consumers of an application. The answer ends them; each waits for the batch that runs. */
export async function hear(app: INestApplication, bus: Bus, ears: readonly Ear[]): Promise<() => Promise<void>> {
  const strategies = ears.map(({ group, transportId, handler }) => {
    const quarantine: LogServerOptions['quarantine'] = (delivery, reason) => handler.quarantine(delivery, reason);
    const strategy = new LogServer({ bus, group, transportId, quarantine });
    app.connectMicroservice<MicroserviceOptions>({ strategy });
    return strategy;
  });
  await app.startAllMicroservices();
  return async () => {
    await Promise.all(strategies.map((strategy) => strategy.close()));
  };
}
