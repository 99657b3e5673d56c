import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONNECTORS_BUS } from '@lienthong/bus';
import type { ClusterEnvironment, Config, Log } from '@lienthong/config';
import { Callbacks, type Connector, type ConnectorsSide, type RunnerSettings } from '@lienthong/connector-kit';
import { groups } from '@lienthong/contracts';
import {
  createMetrics,
  frameworkLogger,
  hear,
  HealthController,
  hearingFaults,
  hearingGauges,
  METRICS,
  MetricsController,
  openBlobs,
  openCluster,
  PARTNERS_HEALTH,
  partnersHealth,
  READINESS,
  type Cluster,
  type Metrics,
  type OpenCluster,
  type Readiness,
  type ReadinessParts,
} from '@lienthong/process';
import type { Keyring } from '@lienthong/seal';
import { installRawBodies } from './callbacks/raw-bodies.js';
import { ConnectorsModule } from './connectors.module.js';
import { FileLinks } from './files/file-links.js';
import { openSide } from './open-side.js';
import { sideGauges } from './side-gauges.js';
import { sideReadiness } from './side-readiness.js';

export interface ConnectorsProcessOptions extends Pick<OpenCluster, 'onFatal'> {
  readonly environment: ClusterEnvironment;
  readonly config: Config;
  readonly keyring: Keyring;
  readonly log: Log;
  /** Beside the configured ones. */
  readonly moreConnectors?: readonly Connector[];
  readonly runnerSettings?: Partial<RunnerSettings>;
}

/** Connectors of a cluster: the consumer of announcements, the runner, and a server for partners' calls, health and metrics. */
export interface ConnectorsProcess {
  readonly side: ConnectorsSide;
  /** Binds the callback port that the environment names; the port that it got. */
  listen(): Promise<number>;
  /** In the order that loses nothing. */
  close(): Promise<void>;
}

interface Parts {
  readonly side: ConnectorsSide;
  readonly links: FileLinks;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

@Module({})
class ConnectorsProcessModule {
  static register({ side, links, metrics, readiness }: Parts): DynamicModule {
    return {
      module: ConnectorsProcessModule,
      imports: [ConnectorsModule.register(side, links)],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: METRICS, useValue: metrics },
        { provide: READINESS, useValue: readiness },
        { provide: PARTNERS_HEALTH, useValue: partnersHealth(side) },
      ],
    };
  }
}

export async function openConnectorsProcess(options: ConnectorsProcessOptions): Promise<ConnectorsProcess> {
  const { environment, config, keyring, log, onFatal } = options;
  const cluster = await openCluster({ name: 'connectors', environment, bus: config.bus, log, onFatal });
  try {
    const { store, bus, owner, onEvent } = cluster;
    const blobs = await openBlobs(config.attachments);
    const links = new FileLinks({ keyring, blobs, now: Date.now });
    const side = await openSide({
      ...{ store, bus, keyring, owner, config, blobs, links },
      ...(options.moreConnectors ? { moreConnectors: options.moreConnectors } : {}),
      runnerSettings: options.runnerSettings,
      onEvent: onEvent('connectors'),
    });
    const metrics = createMetrics({ gauges: () => gauges(cluster, side) });
    const app = await NestFactory.create<NestFastifyApplication>(
      ConnectorsProcessModule.register({ side, links, metrics, readiness: readiness({ ...cluster, blobs }, side) }),
      adapter(config),
      { abortOnError: false, bodyParser: false, logger: frameworkLogger(log) },
    );
    installRawBodies(app.getHttpAdapter().getInstance(), new Callbacks(side.inbound));
    const ear = { transportId: CONNECTORS_BUS, group: groups.connectors, handler: side };
    const stopHearing = await hear(app, bus, [ear]);
    return {
      side,
      listen: async () => {
        await app.listen(environment.callbackPort, environment.listenHost);
        return (app.getHttpServer().address() as { port: number }).port;
      },
      // No new work; calls that are out get their time; what they brought is published, then the leases end.
      close: async () => {
        await stopHearing();
        await side.stop();
        await bus.close();
        await store.close();
        await app.close();
      },
    };
  } catch (error) {
    await cluster.bus.close();
    await cluster.store.close();
    throw error;
  }
}

/** The server that partners call: sizes and times are bounded before the first route exists. */
const adapter = ({ limits }: Config): FastifyAdapter =>
  new FastifyAdapter({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(2_000, limits.requestTimeoutMs),
      maxHeaderSize: 16 * 1024,
    },
  });

const readiness =
  (cluster: Cluster & Pick<ReadinessParts, 'blobs'>, side: ConnectorsSide): Readiness =>
  async () => [...(await sideReadiness(cluster, side)()), ...hearingFaults(cluster, groups.connectors)];

const gauges = async (cluster: Cluster, side: ConnectorsSide) => [
  ...(await sideGauges(side)),
  ...(await hearingGauges(cluster, groups.connectors)),
];
