import { heldBy } from './held-by.js';

/**
 * The consumer crashed, and what it had in hand was handled by two members.
 * Here the batch in hand is ended and committed once before its partitions are shared; whoever was frozen commits nothing. An effect is not doubled in any case:
 * what arrives twice is one row of work.
 */
heldBy('a rebalance while messages are in progress must not crash or double an effect (kafkajs #558)', [
  {
    file: 'libs/bus/src/testing/kafka-faults/rebalance.cases.ts',
    title:
      'in mid-batch crashes nothing: the batch is ended and committed once, then its partitions are shared (kafkajs #558)',
    runBy: 'libs/bus/src/kafka/kafka.int.spec.ts',
  },
  {
    file: 'libs/bus/src/testing/kafka-faults/frozen-member.cases.ts',
    title: 'and woken in mid-batch commits nothing of what another member owns now',
    runBy: 'libs/bus/src/kafka/kafka.int.spec.ts',
  },
]);
