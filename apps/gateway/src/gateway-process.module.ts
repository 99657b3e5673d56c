import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GATEWAY_BUS } from '@lienthong/bus';
import type { ClusterEnvironment, Config, Log } from '@lienthong/config';
import { groups } from '@lienthong/contracts';
import {
  hear,
  hearingFaults,
  hearingGauges,
  openBlobs,
  openCluster,
  outboxGauges,
  retentionGauges,
  type Cluster,
  type OpenCluster,
  type Readiness,
} from '@lienthong/process';
import type { Keyring } from '@lienthong/seal';
import { createGatewayCore } from './create-core.js';
import type { OpenGatewayCore } from './core-options.js';
import { GatewayModule, type GatewayParts } from './gateway.module.js';
import { configureHttp, httpAdapter, httpApplicationOptions } from './http/configure-http.js';
import type { PartnerPlan } from './journey/plan.js';
import { plansFor } from './journey/plans.js';
import { OutcomesModule } from './outcomes.module.js';
import { coreSettingsOf, rulesOf } from './settings-of.js';
import type { CoreSettings } from './settings.js';

export interface GatewayProcessOptions extends Pick<OpenCluster, 'onFatal'> {
  readonly environment: ClusterEnvironment;
  readonly config: Config;
  readonly keyring: Keyring;
  readonly log: Log;
  /** Plans of partners beside the portal. */
  readonly morePlans?: readonly PartnerPlan[];
  /** Over what the configuration says. */
  readonly coreSettings?: Partial<CoreSettings>;
}

/** A gateway of a cluster: intake, views, and the consumer of outcomes. */
export interface GatewayProcess {
  readonly core: OpenGatewayCore;
  /** Binds the port that the environment names; the port that it got. */
  listen(): Promise<number>;
  /** In the order that loses nothing. */
  close(): Promise<void>;
}

@Module({})
class GatewayProcessModule {
  static register(parts: GatewayParts & { readonly core: OpenGatewayCore }): DynamicModule {
    return {
      module: GatewayProcessModule,
      imports: [GatewayModule.register(parts), OutcomesModule.register(parts.core)],
    };
  }
}

export async function openGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const { environment, config, keyring, log, onFatal } = options;
  const cluster = await openCluster({ name: 'gateway', environment, bus: config.bus, log, onFatal });
  try {
    const { store, bus, owner, onEvent } = cluster;
    const core = await createGatewayCore({
      ...{ store, bus, keyring, owner, blobs: await openBlobs(config.attachments) },
      ...rulesOf(config),
      plans: [...plansFor(config.partnerNames), ...(options.morePlans ?? [])],
      settings: { ...coreSettingsOf(config), ...options.coreSettings },
      onEvent: onEvent('gateway'),
    });
    const parts = { core, config, log, gauges: () => gauges(cluster, core), readiness: readiness(cluster, core) };
    const app = await NestFactory.create<NestFastifyApplication>(
      GatewayProcessModule.register(parts),
      httpAdapter({ limits: config.limits, log }),
      httpApplicationOptions(log),
    );
    configureHttp(app);
    const stopHearing = await hear(app, bus, [{ transportId: GATEWAY_BUS, group: groups.gateway, handler: core }]);
    return {
      core,
      listen: async () => {
        await app.listen(environment.port, environment.listenHost);
        return (app.getHttpServer().address() as { port: number }).port;
      },
      // Requests under way end with what is stored; what is committed is published; the rest comes again to another gateway.
      close: async () => {
        const listening = app.close();
        await stopHearing();
        await core.close();
        await bus.close();
        await store.close();
        await listening;
      },
    };
  } catch (error) {
    await cluster.bus.close();
    await cluster.store.close();
    throw error;
  }
}

const readiness =
  (cluster: Cluster, core: OpenGatewayCore): Readiness =>
  async () => [...(await core.readiness()), ...hearingFaults(cluster, groups.gateway)];

const gauges = async (cluster: Cluster, core: OpenGatewayCore) => [
  ...outboxGauges('gateway', core.lag()),
  ...retentionGauges('gateway', core.retention.removed()),
  ...(await hearingGauges(cluster, groups.gateway)),
];
