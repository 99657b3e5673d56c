import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONNECTORS_BUS, GATEWAY_BUS } from '@lienthong/bus';
import type { Config, Log } from '@lienthong/config';
import { Callbacks } from '@lienthong/connector-kit';
import { ConnectorsModule } from '@lienthong/connectors';
import { groups } from '@lienthong/contracts';
import { configureHttp, GatewayModule, httpAdapter, httpApplicationOptions, OutcomesModule } from '@lienthong/gateway';
import { hear, partnersHealth } from '@lienthong/process';
import type { Embedded } from './embedded.js';
import { levels } from './levels.js';
import { embeddedReadiness } from './readiness.js';

/** Gateway and connectors in one application; each hears the bus through a microservice of its own. */
@Module({})
export class EmbeddedModule {
  static register(embedded: Embedded, config: Config, log: Log): DynamicModule {
    const { core, side } = embedded;
    const gauges = () => levels(embedded);
    const readiness = embeddedReadiness(embedded);
    return {
      module: EmbeddedModule,
      imports: [
        GatewayModule.register({ core, config, log, gauges, readiness, partners: partnersHealth(side) }),
        OutcomesModule.register(core),
        ConnectorsModule.register(side, embedded.links),
      ],
    };
  }
}

export interface Application {
  readonly app: NestFastifyApplication;
  /** Ends the consumers; each waits for the batch that runs. Before anything they write to is closed. */
  readonly stopHearing: () => Promise<void>;
}

/** The application over an opened embedded system: consumers running, HTTP ready to listen. */
export async function createApplication(embedded: Embedded, config: Config, log: Log): Promise<Application> {
  const { bus, core, side } = embedded;
  const app = await NestFactory.create<NestFastifyApplication>(
    EmbeddedModule.register(embedded, config, log),
    httpAdapter({ limits: config.limits, log }),
    httpApplicationOptions(log),
  );
  const callbacks = new Callbacks(side.inbound);
  configureHttp(app, { rawPaths: [{ prefix: '/callbacks/', body: (request, read) => callbacks.body(request, read) }] });
  const stopHearing = await hear(app, bus, [
    { transportId: GATEWAY_BUS, group: groups.gateway, handler: core },
    { transportId: CONNECTORS_BUS, group: groups.connectors, handler: side },
  ]);
  return { app, stopHearing };
}
