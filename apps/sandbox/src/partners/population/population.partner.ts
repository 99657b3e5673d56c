import type { Holdings, Partner, ReadRequest, WireAnswer, WireRequest, Work } from '../partner.js';
import { readingRequest, statusOfInability } from '../reading.js';
import {
  collectionOf,
  confirmationOf,
  declaration,
  enveloped,
  failure,
  found,
  xmlAnswer,
} from './population.answers.js';
import { citizens, type Citizen } from './population.citizens.wire.js';
import { defaultPopulationConfig, type PopulationConfig } from './population.config.js';
import { canonicalName } from './population.names.js';
import { hostileAnswers } from './population.hostile.js';
import { messages, populationTitle } from './population.messages.js';
import { dialectOf, readAsked, type Asked, type Dialect } from './population.request.js';
import { signatureFault } from './population.signature.js';
import { confirmOperation, lookUpOperation, wsdl } from './population.wire.js';

const describing = 'wsdl';

/** Other ways to answer a look-up: by the number alone, or not as the contract has it. */
const lookUpVariants: Record<string, (asked: Asked, dialect: Dialect, persons: readonly Citizen[]) => WireAnswer> = {
  /** The base compares the number alone: what differs comes back. */
  loose: ({ fields }, dialect) =>
    found(
      dialect,
      citizens.filter((one) => isNumberOf(one, fields)),
    ),
  /** The base compares names letter by letter: another place of the tone is another name. */
  strict: ({ fields }, dialect, persons) =>
    found(
      dialect,
      persons.filter((one) => isSpelled(one, fields)),
    ),
  otherPerson: (_asked, dialect, persons) => found(dialect, [citizens.find((one) => !persons.includes(one))!]),
  severalPersons: (_asked, dialect) => found(dialect, citizens.slice(0, 2)),
  noCollection: (_asked, dialect) =>
    dialect === 'soap' ? xmlAnswer(declaration + enveloped('')) : failure(dialect, 'Server', ''),
  fault: (_asked, dialect) => failure(dialect, 'Server', messages.broken),
  faultOver200: (_asked, dialect) => failure(dialect, 'Server', messages.broken, 200),
};

/** Stand-in of the national population database and of two provinces' proxies in front of it. */
export function createPopulation(given: Partial<PopulationConfig> = {}, now: () => Date = () => new Date()): Partner {
  const config: PopulationConfig = { ...defaultPopulationConfig, ...given };
  return {
    name: 'population',
    title: populationTitle,
    operations: [lookUpOperation, confirmOperation, describing],
    variants: [...Object.keys(lookUpVariants), ...Object.keys(hostileAnswers)],
    routes: [
      { method: 'GET', path: config.path, operation: describing },
      { path: config.path },
      { path: config.xmlInJsonPath, operation: lookUpOperation },
      { path: config.jsonPath, operation: lookUpOperation },
    ],
    read: (request) => (request.method === 'GET' ? description(config) : readCheck(request, config, now)),
    unable: (reason) =>
      failure('soap', reason === 'broken' ? 'Server' : 'Client', messages[reason], statusOfInability[reason]),
  };
}

const description = ({ serviceUrl }: PopulationConfig): ReadRequest =>
  readingRequest(
    describing,
    [],
    () => xmlAnswer(wsdl(serviceUrl)),
    (message) => failure('soap', 'Server', message ?? messages.broken),
  );

function readCheck(request: WireRequest, config: PopulationConfig, now: () => Date): ReadRequest {
  const dialect = dialectOf(request.path, config);
  const asked = readAsked(request, dialect);
  const { fields, operation } = asked;
  const keys = [fields['MaYeuCau'], fields['MaDVC'], fields['MaDichVu'], fields['SoDinhDanh'], fields['SoCMND']];
  return {
    ...(operation === undefined ? {} : { operation }),
    keys: keys.filter((key) => key !== undefined && key !== '').map((key) => key!.slice(0, 200)),
    work: (holdings, variant) => {
      const refused = refusalOf(request, asked, dialect, config, now());
      return refused ? { changes: [], answer: refused } : answer(asked, dialect, holdings, variant);
    },
    takes: (variant) =>
      operation === lookUpOperation &&
      (Object.hasOwn(lookUpVariants, variant) || (dialect === 'soap' && Object.hasOwn(hostileAnswers, variant))),
    refusal: (message) => failure(dialect, 'Client', message ?? messages.refused),
    expireSession: (status) => failure(dialect, 'Client', messages.signature, status),
  };
}

function refusalOf(request: WireRequest, { fault }: Asked, dialect: Dialect, config: PopulationConfig, now: Date) {
  const signature = signatureFault(request, config, now);
  if (signature) return failure(dialect, 'Client', messages[signature], 401);
  if (fault === undefined) return undefined;
  return failure(dialect, 'Client', typeof fault === 'string' ? messages[fault] : messages.field + fault.field);
}

/** Every look is on record under its request id, also one that was there before. */
function answer({ operation, fields }: Asked, dialect: Dialect, holdings: Holdings, variant?: string): Work {
  const request = fields['MaYeuCau']!;
  const persons = citizens.filter((one) =>
    operation === lookUpOperation ? isWhole(one, fields) : isNamed(one, fields),
  );
  const record = {
    operation,
    request,
    service: fields['MaDVC'] ?? fields['MaDichVu'],
    officer: fields['MaCanBo'],
    found: persons.length,
  };
  return {
    changes: [{ key: request, kind: holdings.has(request) ? 'updated' : 'created', record }],
    answer: answerOf({ operation: operation!, fields }, dialect, persons, variant),
  };
}

function answerOf(asked: Asked, dialect: Dialect, persons: readonly Citizen[], variant?: string): WireAnswer {
  if (variant !== undefined && Object.hasOwn(hostileAnswers, variant))
    return hostileAnswers[variant]!(collectionOf(persons));
  if (variant !== undefined) return lookUpVariants[variant]!(asked, dialect, persons);
  if (asked.operation === confirmOperation) {
    return xmlAnswer(declaration + enveloped(confirmationOf(persons.length > 0)));
  }
  return found(dialect, persons);
}

type Fields = Asked['fields'];

const isNumberOf = ({ number, oldNumber }: Citizen, { SoDinhDanh, SoCMND }: Fields): boolean =>
  SoDinhDanh === undefined ? SoCMND !== undefined && SoCMND === oldNumber : SoDinhDanh === number;

const isSpelled = ({ name }: Citizen, { HoVaTen }: Fields): boolean =>
  HoVaTen?.normalize('NFC') === name.normalize('NFC');

/** How the real base compares is not known: this one finds a name wherever its tone is written, unless told to be strict. */
const isNamed = (one: Citizen, fields: Fields): boolean =>
  isNumberOf(one, fields) && canonicalName(fields['HoVaTen'] ?? '') === canonicalName(one.name);

/** Number, name and date of birth together; a year alone fits whoever was born in it. */
const isWhole = (one: Citizen, fields: Fields): boolean =>
  isNamed(one, fields) &&
  (fields['NgayThangNam'] === undefined ? fields['Nam'] === one.year : fields['NgayThangNam'] === one.date);
