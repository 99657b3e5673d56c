import { sizeOf, type Measured, type Province } from './sizing.js';

const measured: Measured = {
  rate: 800,
  seconds: 180,
  cpu: { gateway: 500, connectors: 1_000, PostgreSQL: 300, Kafka: 200 },
  resident: { gateway: 300e6, connectors: 400e6 },
  walPerExchange: 6_000,
  bytesPerExchange: 5_000,
  busBytesPerExchange: 2_000,
};
const province: Province = {
  dossiersPerDay: 14_400,
  busiestHour: 0.25,
  exchangesPerDossier: 2,
  exchangeDays: 730,
  busDays: 7,
};

describe('what a province needs', () => {
  it('is two of each kind as long as the busiest hour is far below what one can do', () => {
    const size = sizeOf(measured, province);
    expect(size).toMatchObject({ peakPerSecond: 1, gateways: 2, connectors: 2, partitions: 12, connections: 60 });
    expect(size.postgresCores).toBeCloseTo(0.0003);
    expect(size.memory).toBe(1_400e6);
    expect(size.dayAtOnceSeconds).toBe(18);
  });

  it('grows by half a core of a process: partitions and connections with it', () => {
    // 3,000/s: 1.5 cores of gateways, 3 of connectors.
    const size = sizeOf(measured, { ...province, dossiersPerDay: 3_000 * 3_600 * 4 });
    expect(size).toMatchObject({ gateways: 3, connectors: 6, partitions: 18, connections: 110 });
    expect(size.postgresCores).toBeCloseTo(0.9);
    expect(size.kafkaCores).toBeCloseTo(0.6);
  });

  it('takes disk by the exchange, for as long as it is kept', () => {
    expect(sizeOf(measured, province)).toMatchObject({
      databasePerDay: 144e6,
      database: 144e6 * 730,
      walPerDay: 172.8e6,
      kafkaPerBroker: 57.6e6 * 7,
    });
  });
});
