import type { Store } from '@lienthong/store';
import {
  pgliteTestStore,
  postgresTestServer,
  postgresTestStore,
  severable,
  type TestStore,
} from '@lienthong/store/testing';
import type { Bus } from '../port.js';
import { describeBusContract } from '../testing/index.js';
import { createEmbeddedBus } from './embedded-bus.js';

const mebibyte = 1024 * 1024;
const closeMillis = 600;
const tailBytes = 2 * mebibyte;

function contractOver(kind: string, open: () => Promise<TestStore>, after: () => Promise<void>): void {
  let opened: TestStore | undefined;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => {
    await opened?.dispose();
    await after();
  });
  const store = (): Store => {
    if (!opened) throw new Error('the test store is not open');
    return opened.store;
  };

  describeBusContract(`embedded over ${kind}`, {
    create: async () => {
      const buses: Bus[] = [];
      let connection = severable(store());
      const openBus = async (): Promise<Bus> => {
        const bus = await createEmbeddedBus({ store: connection.store, tailBytes, closeMillis });
        buses.push(bus);
        return bus;
      };
      return {
        bus: await openBus(),
        reopen: () => {
          connection.sever();
          connection = severable(store());
          return openBus();
        },
        teardown: async () => void (await Promise.all(buses.map((bus) => bus.close()))),
      };
    },
    capabilities: {
      reopen: true,
      newGroupFromStart: true,
      refusesUnknownTopics: true,
      refusesWholePublish: true,
      boundedMemory: true,
      independentGroups: true,
    },
    closeMillis,
    bufferBytes: tailBytes + 12 * mebibyte,
  });
}

describe('PGlite', () => contractOver('PGlite', pgliteTestStore, async () => undefined));
describe('PostgreSQL', () =>
  contractOver('PostgreSQL', postgresTestStore, async () => (await postgresTestServer()).stop()));
