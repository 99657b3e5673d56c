import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bankAccountProperties, bankAccountRequired, platformAccountProperties } from './account-schema.js';
import { loadConfig } from './load-config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lienthong-accounts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const slice = (properties: object, required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  required: ['accounts'],
  properties: {
    accounts: { type: 'array', items: { type: 'object', additionalProperties: false, required, properties } },
  },
});
const secrets = { type: 'array', items: { type: 'string', writeOnly: true } };
/** As connectors give them: what is public, and their own secrets. */
const partnerSchemas = {
  'bank-qr': slice(
    {
      ...bankAccountProperties,
      sepay: { type: 'object', properties: { secrets } },
      payos: {
        type: 'object',
        properties: { clientId: { type: 'string' }, referencePrefix: { type: 'string', default: 'HSDVC' } },
      },
    },
    bankAccountRequired,
  ),
  'payment-platform': slice({ ...platformAccountProperties, secret: { type: 'string', writeOnly: true } }, [
    'name',
    'units',
  ]),
};
const env = {
  CLIENT_KEY: 'client-key-0123456789',
  SEPAY_1: 'first-secret',
  SEPAY_2: 'second-secret',
  PLATFORM: 'p-secret',
};

const good = [
  'units:', //                                                              1
  '  - { code: H44, name: Province }', //                                   2
  '  - { code: H44.01, name: Justice, parent: H44 }', //                    3
  'clients: [{ name: demo, key: "${CLIENT_KEY}", units: [H44] }]', //       4
  'partners:', //                                                           5
  '  bank-qr:', //                                                          6
  '    accounts:', //                                                       7
  '      - name: kho-bac-1', //                                             8
  '        provider: sepay', //                                             9
  "        bankBin: '970436'", //                                          10
  "        accountNumber: '1017595600'", //                                11
  '        accountName: SO TU PHAP', //                                    12
  '        units: [H44]', //                                               13
  '        virtualAccounts: { prefix: "96247", digits: 12 }', //           14
  '        sepay: { secrets: ["${SEPAY_1}", "${SEPAY_2}"] }', //           15
  '      - name: kho-bac-2', //                                            16
  '        provider: none', //                                             17
  "        bankBin: '970436'", //                                          18
  "        accountNumber: '1017595601'", //                                19
  '        accountName: SO XAY DUNG', //                                   20
  '        units: [H44.01]', //                                            21
  '  payment-platform:', //                                                22
  '    accounts: [{ name: nen-tang, units: [H44], secret: "${PLATFORM}" }]', // 23
];

function load(lines: readonly string[], mode: 'all' | 'gateway' = 'all') {
  const file = join(folder, 'lienthong.yaml');
  writeFileSync(file, lines.join('\n'));
  return loadConfig({
    file,
    env: mode === 'all' ? env : { CLIENT_KEY: env.CLIENT_KEY },
    ...(mode === 'all' ? { partnerSchemas } : {}),
  });
}
const withLine = (line: number, text: string): string[] => good.map((old, index) => (index === line - 1 ? text : old));
function sentences(lines: readonly string[], mode?: 'gateway'): string[] {
  const loaded = load(lines, mode);
  if (loaded.ok) throw new Error('accepted');
  return loaded.sentences.map((sentence) => sentence.replace(join(folder, 'lienthong.yaml'), 'f'));
}
const expected = [
  {
    ...{ name: 'kho-bac-1', method: 'bankQr', provider: 'sepay', qr: 'own', bankBin: '970436' },
    ...{ accountNumber: '1017595600', accountName: 'SO TU PHAP', units: ['H44'] },
    virtualAccounts: { prefix: '96247', digits: 12 },
  },
  {
    ...{ name: 'kho-bac-2', method: 'bankQr', provider: 'none', qr: 'own', bankBin: '970436' },
    ...{ accountNumber: '1017595601', accountName: 'SO XAY DUNG', units: ['H44.01'] },
  },
  { name: 'nen-tang', method: 'paymentPlatform', provider: 'payment-platform', qr: 'provider', units: ['H44'] },
];

it('accounts are read from the slices, without anything secret', () => {
  expect(load(good)).toMatchObject({ ok: true, config: { accounts: expected, payments: { openHours: 24 } } });
  const loaded = load(good);
  expect(loaded.ok && loaded.config.accounts).toEqual(expected);
});

it('a process that talks to no partner reads the same accounts, and follows none of their secrets', () => {
  const loaded = load(good, 'gateway');
  if (!loaded.ok) throw new Error(loaded.sentences.join('\n'));
  expect(loaded.config.accounts).toEqual(expected);
  expect(loaded.config.partners).toEqual({});
});

describe('agreements with the post', () => {
  const withPost = (units: string): string[] => [
    ...good,
    '  post-office:', //                                                     24
    '    auth: { key: "${POST_KEY}" }', //                                   25
    '    accounts:', //                                                      26
    `      - { name: h44, units: [${units}], customerCode: C1, office: { phone: "0240000000" } }`, // 27
  ];

  it('are known to a process that talks to no partner, without their secrets', () => {
    expect(load(withPost('H44'), 'gateway')).toMatchObject({
      ok: true,
      config: { postAccounts: [{ name: 'h44', units: ['H44'] }], partners: {}, accounts: expected },
    });
    expect(load(good, 'gateway')).toMatchObject({ ok: true, config: { postAccounts: [] } });
  });

  it('name units of the file', () => {
    expect(sentences(withPost('H44, H45'), 'gateway')).toEqual([
      'f:27:35: partners.post-office.accounts[0].units[1]: found "H45"; allowed: the code of a unit in this file',
    ]);
  });
});

it('a file without accounts has none', () => {
  expect(load(good.slice(0, 4))).toMatchObject({ ok: true, config: { accounts: [] } });
  expect(load(good.slice(0, 4), 'gateway')).toMatchObject({ ok: true, config: { accounts: [] } });
});

describe.each([undefined, 'gateway'] as const)(
  'every fault names file, line, what was found and what is allowed (%s)',
  (mode) => {
    it.each<[string, number, string, string[]]>([
      [
        'a unit that is not there',
        13,
        '        units: [H44, H45]',
        ['f:13:22: partners.bank-qr.accounts[0].units[1]: found "H45"; allowed: the code of a unit in this file'],
      ],
      [
        'a name twice',
        16,
        '      - name: kho-bac-1',
        ['f:16:15: partners.bank-qr.accounts[1].name: found "kho-bac-1" a second time; allowed: a name of its own'],
      ],
      [
        "another method's name",
        23,
        '    accounts: [{ name: kho-bac-2, units: [H44], secret: "${PLATFORM}" }]',
        [
          'f:23:24: partners.payment-platform.accounts[0].name: found "kho-bac-2" a second time; allowed: a name of its own',
        ],
      ],
      [
        'a unit at two accounts',
        21,
        '        units: [H44]',
        [
          'f:21:17: partners.bank-qr.accounts[1].units[0]: found "H44", which "kho-bac-1" serves; allowed: each unit at one account',
        ],
      ],
      [
        'a short BIN',
        10,
        "        bankBin: '97043'",
        ['f:10:18: partners.bank-qr.accounts[0].bankBin: found "97043" (string); allowed: text of the form ^\\d{6}$'],
      ],
      [
        'a BIN as a number',
        10,
        '        bankBin: 970436',
        ['f:10:18: partners.bank-qr.accounts[0].bankBin: found 970436 (number); allowed: string (put it in quotes)'],
      ],
      [
        'a long account number',
        11,
        "        accountNumber: '10175956001017595600'",
        [
          'f:11:24: partners.bank-qr.accounts[0].accountNumber: found "10175956001017595600" (string); allowed: text of the form ^[A-Za-z0-9]{1,19}$',
        ],
      ],
      [
        'virtual accounts that grow too long',
        14,
        '        virtualAccounts: { prefix: "96247", digits: 15 }',
        [
          'f:14:26: partners.bank-qr.accounts[0].virtualAccounts: found account numbers of 20 characters; allowed: prefix and digits of 19 characters at most',
        ],
      ],
      [
        'an unknown provider',
        9,
        '        provider: momo',
        [
          'f:9:19: partners.bank-qr.accounts[0].provider: found "momo" (string); allowed: one of sepay, payos, vnpay, casso, vietqr-vn, none',
        ],
      ],
      [
        'no provider that could make the QR',
        17,
        '        provider: none\n        qr: provider',
        ['f:18:13: partners.bank-qr.accounts[1].qr: found provider, without one; allowed: own'],
      ],
      [
        'no units',
        13,
        '        qr: own',
        ['f:8:9: partners.bank-qr.accounts[0].units: found nothing; allowed: a value: it is required'],
      ],
    ])('%s', (_, line, text, told) => {
      expect(sentences(withLine(line, text), mode)).toEqual(told);
    });
  },
);

describe('payments', () => {
  const withPayments = (...lines: string[]): string[] => [...good, 'payments:', ...lines];
  const withPayos = (payos: string): string[] => withLine(17, `        provider: payos\n        payos: ${payos}`);
  const told = 'allowed: HSABC, as payments.referencePrefix: the reference of an order is found by it';

  it.each([
    ['is told by itself', '{ referencePrefix: HSDVC }', [], undefined],
    ['is left out, both are usual', '{ clientId: a }', [], undefined],
    ['is the same as ours', '{ referencePrefix: HSABC }', ['payments: { referencePrefix: HSABC }'], undefined],
    [
      'is another than ours',
      '{ referencePrefix: HSDVC }',
      ['payments: { referencePrefix: HSABC }'],
      `f:18:35: partners.bank-qr.accounts[1].payos.referencePrefix: found HSDVC; ${told}`,
    ],
    [
      'is left out, and ours is not the usual one',
      '{ clientId: a }',
      ['payments: { referencePrefix: HSABC }'],
      `f:18:16: partners.bank-qr.accounts[1].payos.referencePrefix: found nothing, which means HSDVC; ${told}`,
    ],
    [
      'is not the usual one, and ours is',
      '{ referencePrefix: HSABC }',
      [],
      `f:18:35: partners.bank-qr.accounts[1].payos.referencePrefix: found HSABC; ${told.replace('HSABC', 'HSDVC')}`,
    ],
  ])("a provider's prefix of references that %s", (_, payos, more, sentence) => {
    const lines = [...withPayos(payos), ...more];
    if (sentence === undefined) expect(load(lines).ok).toBe(true);
    else expect(sentences(lines)).toEqual([sentence]);
  });

  it('stay open for a year at most, unless something else is stated', () => {
    expect(load(good)).toMatchObject({ ok: true, config: { payments: { openHours: 24, longestOpenDays: 366 } } });
  });

  it('may not be open by themselves for longer than a request may ask', () => {
    expect(sentences(withPayments('  openHours: 49', '  longestOpenDays: 2'))).toEqual([
      'f:25:14: payments.openHours: found 49; allowed: 48 at most, as long as payments.longestOpenDays allows',
    ]);
    expect(load(withPayments('  openHours: 48', '  longestOpenDays: 2')).ok).toBe(true);
    expect(sentences(withPayments('  longestOpenDays: 0'))[0]).toMatch(/^f:25:20: payments\.longestOpenDays: found 0/);
  });
});

it('a secret that stands in the file itself is refused', () => {
  expect(sentences(withLine(15, '        sepay: { secrets: ["${SEPAY_1}", "open"] }'))).toEqual([
    'f:15:42: partners.bank-qr.accounts[0].sepay.secrets[1]: found a literal value; allowed: ${NAME} of an environment variable, or file:path',
  ]);
});
