/**
 * Payloads written and read per second on one core.
 *
 *   npm run bench -- vietqr
 */
import { loadavg } from 'node:os';
import { decode, encode } from '@lienthong/vietqr';

const count = 50_000;
const rounds = 5;

const transfers = Array.from({ length: count }, (_, index) => ({
  bank: '970436',
  account: String(1_017_595_600 + index),
  amount: 10_000 + index,
  additional: { purpose: `HSDVC7K2Q${String(index).padStart(5, '0')}` },
}));

const payloads = transfers.map((transfer) => {
  const encoded = encode(transfer);
  if (!encoded.ok) throw new Error(`refused: ${JSON.stringify(encoded.refusals)}`);
  return encoded.payload;
});

/** The best of some rounds: the machine's other work only ever adds. */
function perSecond(work: (index: number) => boolean): number {
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const started = process.cpuUsage();
    for (let index = 0; index < count; index += 1) if (!work(index)) throw new Error(`wrong at ${index}`);
    const { user, system } = process.cpuUsage(started);
    best = Math.max(best, (count * 1e6) / (user + system));
  }
  return Math.round(best);
}

const figures = {
  encodes: perSecond((index) => encode(transfers[index]!).ok),
  decodes: perSecond((index) => decode(payloads[index]!).outcome === 'accept'),
};
for (const [what, figure] of Object.entries(figures)) {
  console.log(`${what} per second of one core: ${figure.toLocaleString('en')}`);
}
console.log(`load average ${loadavg()[0]!.toFixed(1)}`);
