import type { InboundVerdict, Standing } from '@lienthong/connector-kit';
import {
  platformConfigOf,
  platformSecrets,
  sayConfirm,
  type PlatformSaying,
} from '../testing/payment-platform/platform.js';
import { confirmRoute } from './payment-platform.confirm.js';
import { authenticationCode } from './payment-platform.hash.js';

const now = new Date('2026-08-01T07:02:40Z');
const config = platformConfigOf();
const route = confirmRoute(config, config.accounts[0]!);
const read = (saying: PlatformSaying = {}) => route.read(sayConfirm(saying), now);
const factIn = (saying: PlatformSaying = {}) => {
  const reading = read(saying);
  if (reading.kind !== 'facts') throw new Error(JSON.stringify(reading));
  return reading.facts[0];
};

describe('a confirmation', () => {
  it('is a claim of its order, in Vietnamese time, its text and bank sealed with it', () => {
    expect(read()).toEqual({
      kind: 'facts',
      facts: [
        {
          ...{ kind: 'claim', state: 'paid', reference: 'HSDVC7K2QF9XA', amount: 150_000, providerId: 'GD0001' },
          statementId: 'confirm/HSDVC7K2QF9XA/GD0001/00',
          at: '2026-08-01T07:02:37.000Z',
          detail: { text: 'HSDVC7K2QF9XA NGUYEN VAN A', payerBank: 'BIDV' },
        },
      ],
    });
  });

  it('is believed whatever its LoaiBanTin is called, over the one that came', () => {
    expect(factIn({ fields: { LoaiBanTin: '"KETQUA"' } })).toMatchObject({ state: 'paid' });
  });

  it.each(['INIT', 'QUERY', 'GET_BILL'])('an answer to our own %s is none: its 00 says something else', (kind) => {
    expect(read({ fields: { LoaiBanTin: `"${kind}"` } })).toMatchObject({ ground: 'content' });
  });

  it('is believed under the older secret while secrets change', () => {
    expect(factIn({ secret: platformSecrets[1] })).toMatchObject({ state: 'paid' });
    expect(read({ secret: 'another-secret' })).toMatchObject({ kind: 'refused', ground: 'proof' });
  });

  it('that failed needs no number of a transaction', () => {
    expect(factIn({ fields: { MaLoi: '"01"', MaGiaoDich: '""' } })).toMatchObject({
      ...{ state: 'failed', statementId: 'confirm/HSDVC7K2QF9XA//01' },
    });
  });

  it.each([
    ['SoTien', '"150000"', 'SoTienNotANumber'],
    ['SoTien', '-150000', 'SoTienNegative'],
    ['SoTien', '150000.0', 'SoTienFractional'],
    ['SoTien', '15e4', 'SoTienExponent'],
    ['SoTien', '0', 'SoTienZero'],
    ['SoTien', 'null', 'SoTienMissing'],
    ['MaTienTe', '"USD"', 'MaTienTeNotVnd'],
    ['MaThamChieu', '""', 'MaThamChieuMissing'],
    ['MaGiaoDich', '""', 'MaGiaoDichMissing'],
    ['MaLoi', '""', 'MaLoiMalformed'],
  ])('%s %s is refused: %s', (field, token, cause) => {
    const fields = token === 'null' ? { [field]: 'null' } : { [field]: token };
    const reading = token === 'null' ? route.read(withNull(field), now) : read({ fields });
    expect(reading).toEqual({ kind: 'refused', ground: 'content', cause: `payment-platform.${cause}` });
  });

  it("another partner's code is another account's", () => {
    expect(read({ fields: { MaDoiTac: '"PARTNER02"' } })).toMatchObject({ ground: 'otherAccount' });
  });

  it('without its code, with two, with a field twice: refused', () => {
    const text = Buffer.from(sayConfirm().body).toString('utf8');
    const of = (body: string) => route.read({ ...sayConfirm(), body: Buffer.from(body) }, now);
    expect(of(text.replace(/,"MaXacThuc":"\w+"/, ''))).toMatchObject({ cause: 'payment-platform.codeMissing' });
    expect(of(text.replace(/(,"MaXacThuc":"\w+")/, '$1$1'))).toMatchObject({ ground: 'content' });
    expect(of(text.replace('"SoTien":', '"SoTien":1,"SoTien":'))).toMatchObject({ ground: 'content' });
  });
});

/** A field that is not there is hashed as nothing. */
function withNull(field: string) {
  const text = Buffer.from(sayConfirm({ fields: { [field]: '""' } }).body).toString('utf8');
  return { ...sayConfirm(), body: Buffer.from(text.replace(`"${field}":""`, `"${field}":null`)) };
}

describe('the reply', () => {
  const stored = (standing: Standing) => ({ kind: 'stored', facts: [{ standing }] }) as unknown as InboundVerdict;
  const reply = (verdict: InboundVerdict, changes: Record<string, unknown> = {}) => {
    const other = platformConfigOf({ confirm: changes });
    const answer = confirmRoute(other, other.accounts[0]!).answer(verdict, sayConfirm());
    return [answer.status, JSON.parse(answer.body) as Record<string, string>] as const;
  };

  it.each([
    ['expected', '00'],
    ['unknownReference', '00'],
    ['otherAmount', '00'],
    ['notOpen', '00'],
  ] as const)('stored, %s: it is kept, %s', (standing, code) => {
    expect(reply(stored(standing))).toMatchObject([200, { MaLoi: code, MaThamChieu: 'HSDVC7K2QF9XA' }]);
  });

  it.each([
    ['proof', '97'],
    ['content', '99'],
    ['otherAccount', '03'],
  ] as const)('refused for its %s: %s', (ground, code) => {
    expect(reply({ kind: 'refused', ground, cause: 'x' })).toMatchObject([200, { MaLoi: code }]);
  });

  it('says what the agreement says, under the hash that it says', () => {
    const changes = { replyCode: 'fields', replyFields: ['MaLoi', 'MaThamChieu'], codes: { otherAmount: '04' } };
    const [, said] = reply(stored('otherAmount'), changes);
    expect(said['MaLoi']).toBe('04');
    expect(said['MaXacThuc']).toBe(authenticationCode(said, ['MaLoi', 'MaThamChieu'], platformSecrets[0]));
  });

  it('does not fail over what is no message', () => {
    const request = { ...sayConfirm(), body: Buffer.from('{"MaThamChieu":{"a":1},') };
    const answer = route.answer({ kind: 'refused', ground: 'content', cause: 'x' }, request);
    expect(JSON.parse(answer.body)).toMatchObject({ MaLoi: '99', MaThamChieu: '', MaXacThuc: '' });
  });
});
