/**
 * Payloads written and read per second on one core.
 *
 *   npm run bench -- vietqr
 */
import { loadavg } from 'node:os';
import { decode, encode } from '@lienthong/vietqr';
import { perSecond } from './per-second.mts';

const count = 50_000;

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

const figures = {
  encodes: perSecond(count, (index) => encode(transfers[index]!).ok),
  decodes: perSecond(count, (index) => decode(payloads[index]!).outcome === 'accept'),
};
for (const [what, figure] of Object.entries(figures)) {
  console.log(`${what} per second of one core: ${figure.toLocaleString('en')}`);
}
console.log(`load average ${loadavg()[0]!.toFixed(1)}`);
