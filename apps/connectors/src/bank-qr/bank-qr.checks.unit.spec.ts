import type { CreditFact, InboundReading, InboundRequest } from '@lienthong/connector-kit';
import { speakerNames, speakers, speakingAt, type Speaker, type SpeakerName } from '../testing/bank-qr/speakers.js';
import { bankKeys } from '../testing/bank-qr/accounts.js';

/** Every check of every provider: what goes through it, and what must not. Each has been seen red without its check. */
const read = ({ route }: Speaker, request: InboundRequest, at = speakingAt): InboundReading => route.read(request, at);
const creditOf = (reading: InboundReading): CreditFact => {
  if (reading.kind !== 'facts' || reading.facts[0].kind !== 'credit') throw new Error(JSON.stringify(reading));
  return reading.facts[0];
};
const refusal = (reading: InboundReading): string =>
  reading.kind === 'refused' ? `${reading.ground} ${reading.cause}` : reading.kind;
const providerOf = (name: SpeakerName): string => (name === 'sepay-key' ? 'sepay' : name);
const secretsOf = (name: SpeakerName): readonly [string, string] =>
  ({
    sepay: bankKeys.sepay,
    'sepay-key': bankKeys.sepay,
    payos: bankKeys.payos,
    vnpay: bankKeys.vnpay,
    casso: bankKeys.casso,
    'vietqr-vn': bankKeys.vietqrVn,
  })[name];
/** Whose proof covers what is said; the others show a secret that covers nothing. */
const signed: readonly SpeakerName[] = ['sepay', 'payos', 'vnpay', 'casso'];
const withHeader = (request: InboundRequest, name: string, values: readonly string[] | undefined): InboundRequest => ({
  ...request,
  headers: Object.fromEntries([
    ...Object.entries(request.headers).filter(([other]) => other !== name),
    ...(values === undefined ? [] : [[name, values] as const]),
  ]),
});

describe.each(speakerNames)('%s', (name) => {
  const speaker = speakers[name]();
  const json = name !== 'vnpay';

  it('what it says is read', () => {
    expect(creditOf(read(speaker, speaker.say()))).toMatchObject({
      ...{ amount: 150_000, direction: 'in', bankTime: '2026-08-01T07:02:37.000Z', late: false },
      confirmed: signed.includes(name),
    });
  });
  it('the older of two keys is believed during a rotation, a third one is not', () => {
    const [newer, older] = secretsOf(name);
    expect(newer).not.toBe(older);
    expect(read(speaker, speaker.say({ key: older })).kind).toBe('facts');
    expect(refusal(read(speaker, speaker.say({ key: 'nobodys-secret' })))).toMatch(/^proof /);
  });

  if (signed.includes(name)) {
    it('nothing that is said can be changed: every byte, one after the other', () => {
      const { query, body, ...rest } = speaker.say();
      const text = Buffer.from(json ? body : query);
      const from = creditOf(read(speaker, { ...rest, query, body }));
      for (let at = 0; at < text.length; at += 1) {
        const changed = Buffer.from(text);
        changed[at]! ^= 1;
        const tampered = json
          ? { ...rest, query, body: changed }
          : { ...rest, query: changed.toString('latin1'), body };
        const reading = read(speaker, tampered);
        // What stands outside the signed part may change, and is not believed.
        if (reading.kind === 'facts') expect(creditOf(reading)).toEqual(from);
        if (name === 'sepay') expect(reading.kind).toBe('refused');
      }
    });
    it('and nothing cut off', () => {
      const { query, body, ...rest } = speaker.say();
      const text = json ? Buffer.from(body) : Buffer.from(query);
      for (let length = 0; length < text.length; length += 1) {
        const cut = text.subarray(0, length);
        const request = json ? { ...rest, query, body: cut } : { ...rest, query: cut.toString('latin1'), body };
        expect(read(speaker, request).kind).toBe('refused');
      }
    });
  }

  const { proof } = speaker;
  if (proof !== undefined) {
    it('a proof that is missing, doubled or malformed', () => {
      const request = speaker.say();
      const [value] = request.headers[proof]!;
      expect(refusal(read(speaker, withHeader(request, proof, undefined)))).toMatch(/^proof .*Missing$/);
      expect(refusal(read(speaker, withHeader(request, proof, [value!, value!])))).toMatch(/^proof .*Doubled$/);
      for (const other of ['', ' ', 'sha256=', value!.slice(0, -1), `${value}0`, value!.slice(0, 12)]) {
        expect(refusal(read(speaker, withHeader(request, proof, [other])))).toMatch(/^proof /);
      }
    });
  }
  if (name === 'payos' || name === 'vnpay') {
    it('a proof that is missing or doubled', () => {
      const request = speaker.say();
      const strip = (text: string) => text.replace(/,"signature":"\w+"/, '').replace(/&vnp_SecureHash=\w+/, '');
      const double = (text: string) =>
        text.replace(/(,"signature":"\w+")/, '$1$1').replace(/(&vnp_SecureHash=\w+)/, '$1$1');
      const changed = (change: (text: string) => string) => ({
        ...request,
        query: change(request.query),
        body: Buffer.from(change(Buffer.from(request.body).toString())),
      });
      expect(refusal(read(speaker, changed(strip)))).toMatch(/^proof \w+\.(signature|hash)Missing$/);
      expect(refusal(read(speaker, changed(double)))).toMatch(/(json\.duplicateKey|hashDoubled)$/);
    });
  }

  it('another account', () => {
    const other = name === 'vnpay' ? 'OTHERTMN' : '"9999999999"';
    expect(refusal(read(speaker, speaker.say({ fields: { [speaker.account]: other } })))).toMatch(/^otherAccount /);
  });
  it('an account that is not named', () => {
    expect(read(speaker, speaker.say({ fields: { [speaker.account]: undefined } })).kind).toBe('refused');
  });
  it('a movement without a number', () => {
    if (name === 'vietqr-vn') return;
    expect(refusal(read(speaker, speaker.say({ fields: { [speaker.id]: undefined } })))).toMatch(/^content .*Missing$/);
  });

  const { field, of } = speaker.amount;
  it.each([
    ['negative', '-1', name === 'casso' ? undefined : 'Negative'],
    ['zero', '0', 'Zero'],
    ['fractional', '150000.5', 'Fractional'],
    ['a fraction of nothing', '150000.0', 'Fractional'],
    ['exponent', '15e4', 'Exponent'],
    ['above 2^53', '9007199254740993', 'NotWhole'],
    ['missing', undefined, 'Missing'],
  ])('an amount: %s', (_what, token, cause) => {
    if (cause === undefined) return;
    expect(refusal(read(speaker, speaker.say({ fields: { [field]: token } })))).toMatch(
      new RegExp(`^content ${providerOf(name)}\\.\\w*${cause}$`),
    );
  });
  if (json) {
    it.each(['"150000"', 'true', '[150000]', '{}'])('an amount that is no number: %s', (token) => {
      expect(refusal(read(speaker, speaker.say({ fields: { [field]: token } })))).toMatch(/^content .*NotANumber$/);
    });
    it('a key that comes twice', () => {
      const request = speaker.say({ tail: `"${field}":${of(1)}` });
      expect(refusal(read(speaker, request))).toMatch(/^content .*json\.duplicateKey$/);
    });
    it('no JSON, no object, no UTF-8', () => {
      for (const body of ['', '[]', '"x"', 'null', '{"a":1', '\ufeff{}']) {
        expect(read(speaker, { ...speaker.say(), body: Buffer.from(body) }).kind).toBe('refused');
      }
      expect(read(speaker, { ...speaker.say(), body: Buffer.from([0x22, 0xff, 0x22]) }).kind).toBe('refused');
    });
  } else {
    it('a field that comes twice', () => {
      expect(refusal(read(speaker, speaker.say({ tail: 'vnp_Amount=100' })))).toMatch(/fieldDoubled$/);
    });
    it('hundredths that are no whole VND', () => {
      expect(refusal(read(speaker, speaker.say({ fields: { vnp_Amount: '15000050' } })))).toMatch(/AmountFractional$/);
    });
  }

  if (name === 'sepay' || name === 'casso') {
    it('a stale proof is believed once more and marked late', () => {
      const later = (minutes: number) => new Date(speakingAt.getTime() + minutes * 60_000);
      expect(creditOf(read(speaker, speaker.say(), later(4)))).toMatchObject({ late: false });
      expect(creditOf(read(speaker, speaker.say(), later(6)))).toMatchObject({ late: true, confirmed: true });
      expect(creditOf(read(speaker, speaker.say(), later(-6)))).toMatchObject({ late: true });
    });
    it('a time that is none is refused, signed or not', () => {
      const request = speaker.say({ at: new Date(NaN) });
      expect(refusal(read(speaker, request))).toMatch(/^proof .*Malformed$/);
    });
    it('the time is signed', () => {
      const request = speaker.say();
      const stale = request.headers['x-sepay-timestamp']?.[0] ?? request.headers['x-casso-signature']![0]!;
      const header = name === 'sepay' ? 'x-sepay-timestamp' : 'x-casso-signature';
      expect(refusal(read(speaker, withHeader(request, header, [stale.replace(/1/, '2')])))).toMatch(/^proof /);
    });
  }
});
