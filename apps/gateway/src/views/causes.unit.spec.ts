import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { namedCauses, sentenceOfCause, whoMustAct } from './causes.messages.js';

/** Whose causes reach an exchange, by the folder of the connector. */
const partners = {
  ...{ 'dvc-portal': 'portal', population: 'population', telecom: 'telecom', 'post-office': 'post-office', emc: 'emc' },
  ...{ 'lgsp-exchange': 'lgsp-exchange', 'bank-qr': 'payos', 'payment-platform': 'payment-platform' },
} as const;
const families = [
  ...Object.values(partners),
  'bank',
  'transport',
  'attempt',
  'payload',
  'connector',
  'resolve',
  'resolved',
];
const others = ['owner', 'store', 'batch'];

/** Names of jobs, behind that of their partner. */
const jobs = ['query', 'orderList'];
/** Literals of the same look that no exchange ends with: jobs, points of the crash run, field codes, what sweeps say. */
const noCauses = [
  ...['post-office.feed', 'post-office.doubt', 'population.wsdl', 'portal.required', 'payos.testCall', 'payos.webhook'],
  ...['transport.answered', 'transport.beforeFirstByte', 'transport.firstByte', 'transport.leaseChecked'],
  ...['bank.listDoesNotMoveOn', 'bank.listTooLong', 'bank.noQuery', 'payment-platform.orderTimeUnknown'],
];

function sources(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(resolve(folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.spec\.ts$/.test(path) && !path.split(sep).includes('testing'))
    .map((path) => ({ path, text: readFileSync(resolve(join(folder, path)), 'utf8') }));
}
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);

/** Every cause that stands in the code of the connectors and of their kit. */
function causesInCode(): readonly string[] {
  const connectors = sources('apps/connectors/src');
  const kit = [...sources('libs/connector-kit/src'), ...sources('libs/transport/src')];
  const whole = new RegExp(`'((?:${[...families, ...others].join('|')})\\.[A-Za-z][A-Za-z.]*)'`, 'g');
  const literals = [...connectors, ...kit].flatMap(({ text }) => found(text, whole));
  const made = Object.entries(partners).flatMap(([folder, partner]) =>
    connectors
      .filter(({ path }) => path.startsWith(folder + sep))
      .flatMap(({ text }) => found(text, /`\$\{(?:partner|provider)\}\.([A-Za-z]+)`/g))
      .filter((name) => !jobs.includes(name))
      .map((name) => `${partner}.${name}`),
  );
  const ofPost = connectors
    .filter(({ path }) => path.startsWith('post-office'))
    .flatMap(({ text }) => [
      ...found(text, /\b(?:refused|unknown)\('(\w+)'/g),
      ...found(text, /readonly cause: (.*);/g).flatMap((names) => found(names, /'(\w+)'/g)),
    ])
    .map((name) => `post-office.${name}`);
  const ofXml = connectors.flatMap(({ text }) => found(text, /'(xml\.\w+)'/g)).map((name) => `population.${name}`);
  const ofJson = kit.flatMap(({ text }) => found(text, /'(json\.\w+)'/g)).map((name) => `population.${name}`);
  const ofRefusals = ['portal', 'telecom', 'post-office', 'lgsp-exchange', 'payment-platform', 'payos'].flatMap(
    (partner) => ['tooLarge', 'notTaken', 'notAllowed', 'notNow', 'brokenContract'].map((name) => `${partner}.${name}`),
  );
  const all = new Set([...literals, ...made, ...ofPost, ...ofXml, ...ofJson, ...ofRefusals]);
  return [...all].filter((cause) => !noCauses.includes(cause)).sort();
}

const causes = causesInCode();

it('the code gives causes of every kind', () => {
  expect(causes).toEqual(
    expect.arrayContaining([
      ...[
        'portal.refused',
        'transport.tls',
        'attempt.deadline',
        'resolve.noAnswer',
        'owner.lost',
        'emc.tooManyRequests',
      ],
      ...['post-office.areaUnknown', 'post-office.noSuchAccount', 'post-office.serverError', 'post-office.alreadyOver'],
      ...['payment-platform.orderFailed', 'payos.linkEnded', 'population.xml.tooDeep', 'population.json.broken'],
    ]),
  );
});

it.each(causes)('%s has its sentence, and somebody acts', (cause) => {
  const sentence = sentenceOfCause(cause);
  expect(sentence?.what).toMatch(/^\p{L}[^.]+[^.;]$/u);
  expect(whoMustAct(cause, undefined)).toMatch(/^bên cần xử lý: .+ \(.+\)$/);
});

it.each(namedCauses)('the sentence of %s is one that can be said', (cause) => {
  expect(causes).toContain(cause);
});

it('what the connectors said of who acts counts, with what to do only where it is theirs', () => {
  expect(whoMustAct('post-office.areaUnknown', 'agency')).toContain('cơ quan giải quyết (ghi lại');
  expect(whoMustAct('post-office.areaUnknown', 'operator')).toBe('bên cần xử lý: người vận hành hệ thống');
  expect([whoMustAct('newer.cause', undefined), sentenceOfCause('newer.cause')]).toEqual(['', undefined]);
});
