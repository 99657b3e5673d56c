export { describeBusContract } from './describe-bus-contract.js';
export type { BusCapabilities, BusHarness, BusUnderTest, Capability } from './harness.js';
export { describeWithKafka, type KafkaServer, startKafka, whyNoKafka } from './kafka-server.js';
export { type OwnKafka, type OwnKafkaOptions, startOwnKafka } from './own-kafka.js';
export { whyNoKafkaJars } from './kafka-jars.js';
