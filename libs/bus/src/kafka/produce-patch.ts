import { requests, type ProduceOptions } from 'kafkajs/src/protocol/requests/index.js';
import { encodeProduce } from './encode-produce.js';

let applied = false;

/**
 * kafkajs encodes a record by way of a buffer for each header and a slow checksum: 40 µs, more than everything else that it
 * does for one. What it would send uncompressed is encoded by us; all other requests stay its own.
 */
export function applyProducePatch(): void {
  if (applied) return;
  applied = true;
  const { Produce } = requests;
  const theirs = Produce.protocol;
  Produce.protocol = (chosen) => {
    const make = theirs(chosen);
    return (options) => {
      const { request, response } = make(options);
      if (chosen.version < 3 || !isPlain(options)) return { request, response };
      return { request: { ...request, encode: () => Promise.resolve(encoded(options)) }, response };
    };
  };
}

const isPlain = ({ compression = 0, transactionalId, producerId }: ProduceOptions): boolean =>
  compression === 0 && transactionalId === undefined && producerId === -1;

/** As much of the library's encoder as the one that frames it looks at. */
function encoded(options: ProduceOptions): { readonly buf: Buffer; readonly buffer: Buffer } {
  const bytes = encodeProduce(options, Date.now());
  return { buf: bytes, buffer: bytes };
}
