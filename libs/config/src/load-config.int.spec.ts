import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { defaultConfig, demoKeyFiles } from './default-config.js';
import { loadConfig } from './load-config.js';
import { revealSecrets } from './references.js';
import { Secret } from './secret.js';
import { schemaWithCheck } from './slice-check.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lienthong-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const portal = {
  type: 'object',
  additionalProperties: false,
  required: ['baseUrl', 'password'],
  properties: {
    baseUrl: { type: 'string', format: 'uri' },
    password: { type: 'string', writeOnly: true },
    concurrency: { type: 'integer' },
  },
};
const env = {
  DEMO_KEY: 'demo-key-0123456789',
  OTHER_KEY: 'other-key-0123456789',
  PORTAL_PASSWORD: 'hunter2-very-secret',
  EMPTY: '',
  S3_ID: 'AKID',
  S3_SECRET: 'do-not-show-this',
};
const good = [
  'units:', //                                        1
  '  - { code: H44, name: Province }', //             2
  '  - code: H44.01', //                              3
  '    name: Justice', //                             4
  '    parent: H44', //                               5
  '    validFrom: 2025-07-01', //                     6
  'clients:', //                                      7
  '  - name: demo', //                                8
  '    key: ${DEMO_KEY}', //                          9
  '    units: [H44]', //                             10
  'operators:', //                                   11
  '  - { name: an, key: "file:an.key", role: operator }', // 12
  'partners:', //                                    13
  '  dvc-portal:', //                                14
  '    baseUrl: https://portal.example.vn', //       15
  '    password: ${PORTAL_PASSWORD}', //             16
  'limits: { requestTimeoutMs: 5000 }', //       17
];

function load(lines: readonly string[], partnerSchemas: Record<string, object> | undefined = { 'dvc-portal': portal }) {
  const file = join(folder, 'lienthong.yaml');
  writeFileSync(file, lines.join('\n'));
  writeFileSync(join(folder, 'an.key'), 'operator-key-0123456789\n');
  return loadConfig({ file, env, ...(partnerSchemas ? { partnerSchemas } : {}) });
}
/** Sentences of the file with one line replaced, without its path. */
function sentences(line: number, text: string): string[] {
  const loaded = load(good.map((old, index) => (index === line - 1 ? text : old)));
  if (loaded.ok) throw new Error('accepted');
  return loaded.sentences.map((sentence) => sentence.replace(join(folder, 'lienthong.yaml'), 'f'));
}

it('reads a good file, with defaults where it is silent', () => {
  const loaded = load(good);
  if (!loaded.ok) throw new Error(loaded.sentences.join('\n'));
  const { config } = loaded;
  expect(config.units[1]).toEqual({ code: 'H44.01', name: 'Justice', parent: 'H44', validFrom: '2025-07-01' });
  expect(config.clients[0]?.key.reveal()).toBe(env.DEMO_KEY);
  expect(config.operators[0]?.key.reveal()).toBe('operator-key-0123456789');
  expect(config.limits).toMatchObject({ requestTimeoutMs: 5000, bodyBytes: 524_288 });
  expect(config.journey.defaultDueDays).toBe(30);
  expect(revealSecrets(config.partners)).toEqual({
    'dvc-portal': { baseUrl: 'https://portal.example.vn', password: 'hunter2-very-secret' },
  });
});

it('never prints a secret', () => {
  const loaded = load(good);
  if (!loaded.ok) throw new Error('refused');
  const shown = [
    inspect(loaded, { depth: 9 }),
    JSON.stringify(loaded),
    String(loaded.config.clients[0]?.key),
    `${loaded.config.clients[0]?.key}`,
  ];
  for (const text of shown) for (const secret of Object.values(env).filter(Boolean)) expect(text).not.toContain(secret);
  expect(shown[0]).toContain('[secret]');
});

it('leaves partners alone in a process that talks to none', () => {
  const loaded = load([...good.slice(0, 15), '    password: ${NOT_SET_HERE}', '    whatever: 1'], undefined);
  expect(loaded).toMatchObject({ ok: false });
  const gateway = loadConfig({ file: join(folder, 'lienthong.yaml'), env });
  expect(gateway).toMatchObject({ ok: true, config: { partners: {} } });
});

describe('every fault names file, line, what was found and what is allowed', () => {
  it.each<[string, number, string, string[]]>([
    [
      'two units that hubs would take for one',
      4,
      '    name: Justice\n    hubCode: H44',
      ['f:5:14: units[1].hubCode: found "H44" a second time; allowed: each code at hubs once'],
    ],
    [
      'another way to a unit',
      4,
      '    name: Justice\n    via: telex',
      ['f:5:10: units[1].via: found "telex" (string); allowed: one of lgsp-exchange'],
    ],
    [
      'unknown key',
      4,
      '    nmae: Justice',
      [
        'f:4:5: units[1].nmae: found a key that is not known; allowed: code, name, parent, validFrom, validTo, successor, via, hubCode',
        'f:3:5: units[1].name: found nothing; allowed: a value: it is required',
      ],
    ],
    [
      'number for a text',
      2,
      '  - { code: 44, name: Province }',
      ['f:2:13: units[0].code: found 44 (number); allowed: string (put it in quotes)'],
    ],
    [
      'value outside a list',
      12,
      '  - { name: an, key: "file:an.key", role: boss }',
      ['f:12:43: operators[0].role: found "boss" (string); allowed: one of viewer, operator'],
    ],
    [
      'literal secret of a client',
      9,
      '    key: a-literal-key-0123456789',
      ['f:9:10: clients[0].key: found a literal value; allowed: ${NAME} of an environment variable, or file:path'],
    ],
    [
      'literal secret of a partner',
      16,
      '    password: hunter2',
      [
        'f:16:15: partners.dvc-portal.password: found a literal value; allowed: ${NAME} of an environment variable, or file:path',
      ],
    ],
    [
      'variable that is not set',
      16,
      '    password: ${PORTAL_PASS}',
      [
        'f:16:15: partners.dvc-portal.password: found ${PORTAL_PASS}, which is not set; allowed: the environment variable PORTAL_PASS with a value',
      ],
    ],
    [
      'variable that is empty',
      16,
      '    password: ${EMPTY}',
      [
        'f:16:15: partners.dvc-portal.password: found ${EMPTY}, which is empty; allowed: the environment variable EMPTY with a value',
      ],
    ],
    [
      'file that is not there',
      12,
      '  - { name: an, key: "file:no.key", role: operator }',
      ['f:12:22: operators[0].key: found file:no.key, which cannot be read (ENOENT); allowed: a readable file'],
    ],
    ['key too short', 9, '    key: ${PORTAL_PASSWORD}', []],
    [
      'wrong address',
      15,
      '    baseUrl: portal.example.vn',
      ['f:15:14: partners.dvc-portal.baseUrl: found "portal.example.vn" (string); allowed: an http or https address'],
    ],
    [
      'partner nobody knows',
      14,
      '  dvc-protal:',
      ['f:14:3: partners.dvc-protal: found a key that is not known; allowed: dvc-portal'],
    ],
    [
      'day that does not exist',
      6,
      '    validFrom: 2025-02-30',
      ['f:6:16: units[1].validFrom: found "2025-02-30" (string); allowed: a day that exists, as 2025-07-01'],
    ],
    [
      'unknown parent',
      5,
      '    parent: H45',
      ['f:5:13: units[1].parent: found "H45"; allowed: the code of a unit in this file'],
    ],
    [
      'code twice',
      3,
      '  - code: H44',
      [
        'f:3:11: units[1].code: found "H44" a second time; allowed: each code once',
        'f:5:13: units[1].parent: found a circle back to "H44"; allowed: units whose parents form no circle',
      ],
    ],
    [
      'ends before it begins',
      5,
      '    validTo: 2025-06-30',
      ['f:5:14: units[1].validTo: found 2025-06-30; allowed: a day after 2025-07-01'],
    ],
    [
      'unit of a client that is not there',
      10,
      '    units: [H44, H30]',
      ['f:10:18: clients[0].units[1]: found "H30"; allowed: the code of a unit in this file'],
    ],
    [
      'limit out of range',
      17,
      'limits: { requestTimeoutMs: 1 }',
      ['f:17:29: limits.requestTimeoutMs: found 1 (number); allowed: >= 1000'],
    ],
    [
      'key twice',
      10,
      '    name: again',
      ['f:10:5: found a key that stands there twice; allowed: YAML 1.2, one document'],
    ],
    [
      'tab',
      10,
      '\tunits: [H44]',
      ['f:10:1: found a tab as indentation (YAML wants spaces); allowed: YAML 1.2, one document'],
    ],
  ])('%s', (title, line, text, expected) => {
    if (title === 'key too short') {
      const short = { ...env, DEMO_KEY: 'short' };
      const file = join(folder, 'lienthong.yaml');
      load(good);
      const loaded = loadConfig({ file, env: short, partnerSchemas: { 'dvc-portal': portal } });
      expect(loaded).toMatchObject({
        ok: false,
        sentences: [expect.stringMatching(/:9:10: clients\[0\]\.key: found a value \(not shown\)/)],
      });
      return;
    }
    const told = sentences(line, text);
    for (const sentence of expected) expect(told).toContain(sentence);
    expect(told.join()).not.toContain('hunter2');
  });

  it.each([
    ['a tab, and all that follows from it', ['  - code: H44', '\t  name: Province', '\t- code: X', 'clients: []'], 3],
    ['tabs in brackets', ['  [{ code: H44,', '\tname: Province },', '\t{ code: X }]', 'clients:', '\t- a'], 3],
  ])('%s: one sentence', (_, lines, line) => {
    const loaded = load(['units:', ...lines]);
    expect(loaded).toEqual({
      ok: false,
      sentences: [
        expect.stringMatching(new RegExp(`:${line}:\\d+: found a tab as indentation \\(YAML wants spaces\\)`)),
      ],
    });
  });
  it.each([
    [
      'units:\n  - code: H44\n    name: UBND\n   parent: x\n',
      'f:4:1: found wrong indentation, or a list item without "- "',
    ],
    ['limits:\n  bodyBytes: 1\n headersTimeoutMs: 2\n', 'f:3:1: found wrong indentation;'],
    ['limits:\n  bodyBytes: 1\n    headersTimeoutMs: 2\n', 'f:2:14: found a key within a value (wrong indentation'],
    ['units: [a, b\nclients: []\n', 'f:2:1: found a bracket that is not closed'],
    ['units:\n  - code: H44\n    name UBND\n', 'f:3:5: found a missing character (a quote, bracket or colon)'],
  ])('what is wrong with the shape of %j', (text, expected) => {
    const file = join(folder, 'lienthong.yaml');
    writeFileSync(file, text);
    const loaded = loadConfig({ file, env });
    const sentences = loaded.ok ? [] : loaded.sentences.map((sentence) => sentence.replace(file, 'f'));
    expect(sentences).toEqual([expect.stringContaining(expected)]);
  });

  it('what only the partner itself can see, at its place', () => {
    const checked = schemaWithCheck(portal, ({ baseUrl }) =>
      baseUrl === 'https://portal.example.vn' ? [{ pointer: '/baseUrl', found: 'this', allowed: 'another' }] : [],
    );
    expect(load(good, { 'dvc-portal': checked })).toMatchObject({
      ok: false,
      sentences: [expect.stringMatching(/:15:14: partners\.dvc-portal\.baseUrl: found this; allowed: another$/)],
    });
    const other = good.map((line) => line.replace('portal.example', 'another.example'));
    expect(load(other, { 'dvc-portal': checked }).ok).toBe(true);
  });
  it('a circle of units is told at both', () => {
    const told = sentences(2, '  - { code: H44, name: Province, parent: H44.01 }');
    expect(told).toEqual([expect.stringMatching(/^f:2:.*circle/), expect.stringMatching(/^f:5:13.*circle/)]);
  });
  it('two clients with one key, without showing it', () => {
    const told = sentences(12, '  - { name: an, key: "${DEMO_KEY}", role: operator }');
    expect(told).toEqual([`f:12:22: operators[0].key: found another entry's key; allowed: a key of its own`]);
  });
  it('all faults at once', () => expect(sentences(2, '  - { code: 44, nam: x }').length).toBeGreaterThanOrEqual(3));
  it('a file that is not there', () => {
    const file = join(folder, 'none.yaml');
    expect(loadConfig({ file, env })).toEqual({
      ok: false,
      sentences: [`${file}: the configuration file cannot be read (ENOENT)`],
    });
  });
  it.each(['', '[]', 'just words', 'a: &a [*a, *a]'])('%j is refused, not crashed on', (text) => {
    expect(load([text])).toMatchObject({ ok: false });
  });
});

describe('a store for files', () => {
  const store = (...more: readonly string[]) => [
    ...['attachments:', ...more, '  s3:', '    bucket: files'],
    ...['    accessKeyId: ${S3_ID}', '    secretAccessKey: ${S3_SECRET}'],
  ];
  const told = (lines: readonly string[]) => load([...good, ...lines]);

  it('is named with its secret', () => {
    const loaded = told(store());
    expect(loaded).toMatchObject({ ok: true });
    expect(JSON.stringify(loaded)).not.toContain('do-not-show-this');
    const { attachments } = (loaded as Extract<typeof loaded, { ok: true }>).config;
    expect([attachments.s3?.bucket, attachments.s3?.secretAccessKey.reveal()]).toEqual(['files', 'do-not-show-this']);
  });

  it('not beside a folder, not with a secret in the file, not with a prefix that is none', () => {
    const sentences = (lines: readonly string[]) => JSON.stringify(told(lines));
    expect(sentences(store('  folder: /data'))).toContain('attachments.folder or attachments.s3, not both');
    const literal = store().map((line) => line.replace('${S3_SECRET}', 'literal-secret'));
    expect(sentences(literal)).toContain('a literal value');
    expect(sentences(literal)).not.toContain('literal-secret');
    expect(sentences([...store(), '    prefix: "../x"'])).toContain('prefix');
  });
});

it('an alias bomb is refused', () => {
  const levels = Array.from(
    { length: 9 },
    (_, n) =>
      `l${n}: &l${n} [${Array(9)
        .fill(n === 0 ? 'x' : `*l${n - 1}`)
        .join(', ')}]`,
  );
  expect(load(levels)).toMatchObject({ ok: false, sentences: [expect.stringContaining('too many aliases')] });
});

describe('without a file', () => {
  it('makes keys once, readable by their owner alone, and keeps them', () => {
    const first = defaultConfig(folder);
    const again = defaultConfig(folder);
    const keys = [first.clients[0], ...first.operators].map((entry) => entry?.key.reveal());
    expect(new Set(keys).size).toBe(3);
    expect([again.clients[0], ...again.operators].map((entry) => entry?.key.reveal())).toEqual(keys);
    for (const name of Object.values(demoKeyFiles)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, demoKeyFiles.client), 'utf8').trim()).toBe(keys[0]);
  });
  it('replaces a key file that was cut short', () => {
    writeFileSync(join(folder, demoKeyFiles.client), '');
    expect(defaultConfig(folder).clients[0]?.key.reveal()).toHaveLength(32);
  });
});

it('a secret stays hidden in templates and sums', () => {
  const secret = new Secret('do-not-show');
  expect(`${secret}${inspect({ secret })}${JSON.stringify([secret])}${String(secret)}`).not.toContain('do-not-show');
  expect(Object.keys(secret)).toEqual([]);
});

describe("rights to citizens' data", () => {
  const withRight = (right: string) => load([...good, 'citizenChecks:', `  rights: [${right}]`]);

  it('none unless somebody writes one', () => {
    const loaded = load(good);
    expect(loaded.ok && loaded.config.citizenChecks).toEqual({ rights: [] });
    expect(loaded.ok && loaded.config.partnerNames).toEqual(['dvc-portal']);
  });

  it('of a client for a procedure', () => {
    const loaded = withRight('{ clients: [demo], procedures: ["1.003560"], fields: [fullName] }');
    const right = { clients: ['demo'], procedures: ['1.003560'], fields: ['fullName'] };
    expect(loaded.ok && loaded.config.citizenChecks.rights).toEqual([right]);
  });

  it.each([
    ['{ clients: [nobody], fields: [fullName] }', 'citizenChecks.rights[0].clients[0]: found "nobody"'],
    ['{ fields: [shoeSize] }', 'citizenChecks.rights[0].fields[0]: found "shoeSize" (string); allowed: one of'],
    ['{ clients: [demo] }', 'citizenChecks.rights[0].fields: found nothing'],
  ])('refused: %s', (right, sentence) => {
    const loaded = withRight(right);
    expect(loaded.ok ? [] : loaded.sentences).toEqual([expect.stringContaining(sentence)]);
  });
});
