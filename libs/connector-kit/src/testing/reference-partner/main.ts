import { parseArgs } from 'node:util';
import { startReferencePartner } from './start-reference-partner.js';

/** The reference partner as a process: prints one line of JSON with its addresses when it is ready. */
const { values } = parseArgs({
  options: { port: { type: 'string' }, control: { type: 'string' }, data: { type: 'string' } },
});
const portOf = (text: string | undefined): number => {
  if (text !== undefined && !/^\d{1,5}$/.test(text)) throw new RangeError(`a port is needed, got "${text}"`);
  return Number(text ?? 0);
};
if (values.data === undefined) throw new TypeError('--data DIR is needed: the folder of the journal');

const partner = await startReferencePartner({
  port: portOf(values.port),
  controlPort: portOf(values.control),
  dataDir: values.data,
});
console.log(JSON.stringify({ url: partner.url, controlUrl: partner.controlUrl, pid: process.pid }));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void partner.close().then(() => process.exit(0)));
}
