import { Controller, Module, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { EMPTY, of } from 'rxjs';
import { createEmbeddedBus } from '../embedded/embedded-bus.js';
import type { BusEvent } from '../events.js';
import type { Bus, Delivery, Verdict } from '../port.js';
import { until } from '../testing/stage.js';
import { bytesOf, textOf } from '../testing/text.js';
import { LogServer } from './log-server.strategy.js';
import { RethrowFilter } from './rethrow.filter.js';
import { CONNECTORS_BUS, GATEWAY_BUS } from './transports.js';

/** What the handlers below were given, and what they are told to do. */
const told = {
  gateway: [] as string[],
  connectors: [] as string[],
  shared: [] as string[],
  fault: undefined as (() => unknown) | undefined,
};
const bodies = (deliveries: readonly Delivery[]): string[] => deliveries.map(textOf);
const handled = (deliveries: readonly Delivery[]): Verdict[] => deliveries.map(() => 'handled');

@Controller()
@UseFilters(RethrowFilter)
class GatewayConsumer {
  @EventPattern<string>('outcomes', GATEWAY_BUS)
  async outcomes(@Payload() deliveries: Delivery[]): Promise<Verdict[]> {
    const fault = told.fault?.();
    if (fault !== undefined) throw fault;
    told.gateway.push(...bodies(deliveries));
    return handled(deliveries);
  }
  @EventPattern<string>('shared', GATEWAY_BUS)
  shared(@Payload() deliveries: Delivery[]) {
    told.shared.push(...bodies(deliveries).map((body) => `gateway:${body}`));
    return of(handled(deliveries));
  }
}

@Controller()
@UseFilters(RethrowFilter)
class ConnectorsConsumer {
  @EventPattern<string>('exchanges', CONNECTORS_BUS)
  exchanges(@Payload() deliveries: Delivery[]): Verdict[] {
    told.connectors.push(...bodies(deliveries));
    return deliveries.map((delivery) => (textOf(delivery) === 'bad' ? { poison: 'bad.body' } : 'handled'));
  }
  @EventPattern<string>('shared', CONNECTORS_BUS)
  async shared(@Payload() deliveries: Delivery[]) {
    told.shared.push(...bodies(deliveries).map((body) => `connectors:${body}`));
    return handled(deliveries);
  }
  @EventPattern<string>('silent', CONNECTORS_BUS)
  silent() {
    return EMPTY;
  }
}

const UNFILTERED = Symbol('unfiltered');
@Controller()
class ForgetfulConsumer {
  @EventPattern<string>('forgetful', UNFILTERED)
  handle(): Verdict[] {
    throw new TypeError('nobody will see this');
  }
}

@Module({ controllers: [GatewayConsumer, ConnectorsConsumer, ForgetfulConsumer] })
class BothSides {}

describe('LogServer in a Nest application with both sides', () => {
  let opened: TestStore;
  let bus: Bus;
  let app: NestFastifyApplication;
  const events: BusEvent[] = [];
  const quarantined: [string, string][] = [];
  const quarantine = async (delivery: Delivery, reason: string): Promise<void> =>
    void quarantined.push([textOf(delivery), reason]);
  const publish = (topic: string, ...texts: string[]) =>
    bus.publish(texts.map((text) => ({ topic, key: 'k', headers: {}, value: bytesOf(text) })));

  beforeAll(async () => {
    opened = await pgliteTestStore();
    bus = await createEmbeddedBus({ store: opened.store, onEvent: (event) => events.push(event) });
    await bus.ensureTopics(['outcomes', 'exchanges', 'shared', 'silent', 'forgetful']);
    app = await NestFactory.create<NestFastifyApplication>(BothSides, new FastifyAdapter(), { logger: false });
    const sides = { gateway: GATEWAY_BUS, connectors: CONNECTORS_BUS, forgetful: UNFILTERED };
    for (const [group, transportId] of Object.entries(sides)) {
      app.connectMicroservice({ strategy: new LogServer({ bus, group, transportId, quarantine }) });
    }
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app?.close();
    await bus?.close();
    await opened?.dispose();
  });

  test('each handler gets the deliveries of its own side only', async () => {
    await publish('outcomes', 'o1', 'o2');
    await publish('exchanges', 'e1', 'e2');
    await until('both arrived', () => told.gateway.length === 2 && told.connectors.length === 2);
    expect(told).toMatchObject({ gateway: ['o1', 'o2'], connectors: ['e1', 'e2'] });
  });

  test('a topic that both sides read reaches both, each in its own group', async () => {
    await publish('shared', 's');
    await until('both got it', () => told.shared.length === 2);
    expect(told.shared.sort()).toEqual(['connectors:s', 'gateway:s']);
  });

  test('a poison verdict is quarantined', async () => {
    await publish('exchanges', 'bad');
    await until('it is quarantined', () => quarantined.some(([body]) => body === 'bad'));
    expect(quarantined).toContainEqual(['bad', 'bad.body']);
  });

  test('a thrown error arrives as the original: an outage pauses, with nothing quarantined', async () => {
    let away = 2;
    told.fault = () => (away-- > 0 ? Object.assign(new Error('the store is away'), { code: '57P01' }) : undefined);
    await publish('outcomes', 'after the outage');
    await until('it was handled', () => told.gateway.includes('after the outage'));
    expect(events.filter(({ kind }) => kind === 'consumer.paused')).toMatchObject([
      { group: 'gateway', fault: 'Error 57P01', pauseMillis: 100 },
      { group: 'gateway', fault: 'Error 57P01', pauseMillis: 200 },
    ]);
    expect(quarantined.map(([body]) => body)).not.toContain('after the outage');
  });

  test('a thrown error arrives as the original: a fault is named in the quarantine', async () => {
    told.fault = () => new RangeError('out of range');
    await publish('outcomes', 'faulty');
    await until('it is quarantined', () => quarantined.some(([body]) => body === 'faulty'));
    told.fault = undefined;
    expect(quarantined).toContainEqual(['faulty', 'handler.failed: RangeError']);
  });

  test('a handler that answers with an empty observable has given no verdict', async () => {
    await publish('silent', 'unanswered');
    await until('it is quarantined', () => quarantined.some(([body]) => body === 'unanswered'));
    expect(quarantined).toContainEqual(['unanswered', 'handler.failed: VerdictsMissing bus.verdictsMissing']);
  });

  test('without RethrowFilter nothing is quarantined on a guess: the group waits and the event says why', async () => {
    await publish('forgetful', 'kept');
    const paused = (): BusEvent | undefined =>
      events.find((event) => event.kind === 'consumer.paused' && event.group === 'forgetful');
    await until('the group is paused', () => paused() !== undefined);
    expect(paused()).toMatchObject({ fault: 'HandlerErrorLost bus.handlerErrorLost' });
    expect(quarantined.map(([body]) => body)).not.toContain('kept');
    expect(await bus.lag('forgetful')).toEqual({ forgetful: 1 });
  });

  test('a server whose transport no handler names refuses to start', async () => {
    const strategy = new LogServer({ bus, group: 'none', transportId: Symbol('nobody'), quarantine });
    await expect(app.connectMicroservice({ strategy }).listen()).rejects.toThrow(
      'no @EventPattern method names the transport nobody',
    );
  });
});
