import { heldBy } from './held-by.js';

/**
 * A parser fed with a huge broken document took a core for minutes.
 * Here size, depth, attributes and DTDs are judged before a parser sees a byte, in time that grows with the size alone.
 */
heldBy('huge malformed XML: bounded CPU (WSO2 #11954)', [
  {
    file: 'apps/connectors/src/reading/xml/xml.unit.spec.ts',
    title: 'is quick whatever it gets: every hostile form at its largest',
  },
]);
