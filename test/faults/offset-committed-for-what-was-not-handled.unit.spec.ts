import { heldBy } from './held-by.js';

/**
 * Offsets were committed past a failed message, and for a partition that another consumer owned.
 */
heldBy(
  "an offset is never committed for a message that was not handled, nor the wrong partition's (Camel 11935, 11959)",
  [
    {
      file: 'libs/bus/src/testing/failing.cases.ts',
      title: 'an offset is never committed for a message that was not handled (Camel 11935)',
      suite: 'bus',
    },
    {
      file: 'libs/bus/src/testing/kafka-faults/offsets.cases.ts',
      title:
        'are never committed past what was not handled, whatever fails and dies, nor set back to the start (Camel 11935, 11959, 8447)',
      runBy: 'libs/bus/src/kafka/kafka.int.spec.ts',
    },
    {
      file: 'libs/bus/src/kafka/collector.unit.spec.ts',
      title: 'is not committed when the membership ends while the handler runs; no further batch begins',
    },
  ],
);
