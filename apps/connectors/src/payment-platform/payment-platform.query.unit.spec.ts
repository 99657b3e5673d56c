import { answering } from '../testing/answering.js';
import {
  platformConfigOf,
  platformSecrets,
  sayConfirm,
  type PlatformSaying,
} from '../testing/payment-platform/platform.js';
import { queryOrder } from './payment-platform.query.js';

/** What the platform answers when it is asked: it settles fees, so it is checked like a confirmation. */
const config = platformConfigOf();
const asked = { reference: 'HSDVC7K2QF9XA', createdAt: '2026-08-01T06:00:00.000Z' };
const answerOf = ({ fields, ...more }: PlatformSaying = {}): string =>
  Buffer.from(
    sayConfirm({ tail: ',"TrangThaiGD":"1"', fields: { LoaiBanTin: '"QUERY"', ...fields }, ...more }).body,
  ).toString();
const told = async (body: string): Promise<string> => {
  const said = await queryOrder(config, config.accounts[0]!, answering(body), asked);
  return said.kind === 'none' ? said.cause : said.kind === 'order' ? `${said.state} ${said.amount ?? ''}` : said.kind;
};

it('is believed with its code, under either secret of a rotation', async () => {
  expect(await told(answerOf())).toBe('paid 150000');
  expect(await told(answerOf({ secret: platformSecrets[1] }))).toBe('paid 150000');
});

it('is not believed without it, under a secret of nobody, or when anything that it covers has been changed', async () => {
  const wrong = 'payment-platform.hashWrong';
  expect(await told(answerOf().replace(/,"MaXacThuc":"\w+"/, ''))).toBe(wrong);
  expect(await told(answerOf({ secret: 'nobodys-secret' }))).toBe(wrong);
  for (const [was, is] of [
    ['150000', '150001'],
    ['GD0001', 'GD0002'],
    ['PARTNER01', 'PARTNER02'],
    ['"HSDVC7K2QF9XA"', '"HSDVC7K2QF9XB"'],
    ['20260801140237', '20260801140238'],
  ] as const) {
    expect([is, await told(answerOf().replace(was, is))]).toEqual([is, wrong]);
  }
});

it.each([
  ['order', { MaThamChieu: '"HSDVC7K2QF9XB"' }],
  ['partner code', { MaDoiTac: '"PARTNER02"' }],
])('about another %s says nothing of ours, however well it is signed', async (_, fields) => {
  expect(await told(answerOf({ fields }))).toBe('payment-platform.otherOrder');
});
