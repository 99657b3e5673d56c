/**
 * The gateway as a process of its own. It needs a bus between processes (Apache Kafka), which this version does not have yet:
 * it says so and ends, rather than run beside a connectors that would never hear of it.
 */
console.error(
  'gateway: separate processes need the Kafka bus, which this version does not have; npm start runs both sides in one.',
);
process.exitCode = 1;
