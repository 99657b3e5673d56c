import {
  isSecret,
  isRawObject,
  onlyHeader,
  secretInHead,
  type HandoverFact,
  type InboundAnswer,
  type InboundHead,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type InboundVerdict,
  type RawJson,
  type RawObject,
} from '@lienthong/connector-kit';
import { isOwnHubReference, stableId, type HubAct, type HubDocument } from '@lienthong/contracts';
import { fromCompactTime } from '../mapping/compact-time.js';
import {
  amountOfToken,
  idOf,
  needText,
  objectOf,
  present,
  refusable,
  Refusal,
  textOf,
  unproved,
  unreadable,
} from '../reading/fields.js';
import type { InboundSettings, LgspExchangeConfig } from './lgsp-exchange.config.js';
import { verbs, type Verb } from './lgsp-exchange.wire.js';

const partner = 'lgsp-exchange';

/** Where the hub brings what a far agency says of a handover, or hands over itself. */
export function hubRoute(config: LgspExchangeConfig): InboundRoute {
  const { account, inbound } = config;
  return {
    ...{ method: 'POST', path: `${partner}/${account}`, provider: partner, account, maxBytes: inbound.maxBytes },
    secretHeaders: [inbound.header],
    headProof: secretInHead(
      inbound.header,
      (head) => proveCaller(inbound, head),
      () => inbound.secrets[0]!,
    ),
    read: (request) => refusable(partner, () => readNotification(config, request)),
    answer: answerOf(inbound),
  };
}

function readNotification(config: LgspExchangeConfig, request: InboundRequest): InboundReading {
  proveCaller(config.inbound, request);
  const body = objectOf(request.body);
  const reference = idOf(body.get('source_id'), 'source_id');
  const at = timeIn(body, 'time_of_process') ?? missing('time_of_process');
  const dueAt = timeIn(body, config.fields.due);
  const act = actOf(verbIn(body), reference);
  const amount = act === 'paid' ? amountIn(body.get(config.fields.amount)) : undefined;
  const fact: HandoverFact = {
    ...{ kind: 'handover', reference, act, at },
    dossier: idOf(body.get('ref_code'), 'ref_code'),
    fromHubCode: idOf(body.get('from_unit_code'), 'from_unit_code'),
    toHubCode: idOf(body.get('to_unit_code'), 'to_unit_code'),
    ...present({ dueAt, amount }),
    statementId: statementOf(body, reference, amount),
    detail: present({
      text: wordsIn(body, config.fields.text),
      officer: wordsIn(body, 'process_officials'),
      documents: documentsIn(body.get(config.fields.documents)),
    }),
  };
  return { kind: 'facts', facts: [fact] };
}

/** The secret alone is the proof: who has it may say anything, so that it stands on no other call of ours. */
function proveCaller({ header, secrets }: InboundSettings, head: InboundHead): void {
  const shown = onlyHeader(head, header);
  if (shown === 'missing') throw unproved('secretMissing');
  if (shown === 'doubled') throw unproved('secretDoubled');
  if (!isSecret(secrets, shown.value)) throw unproved('secretWrong');
}

/** What makes a second one the same: what it is about, what it says, and when that happened. The wire has no number of its own. */
const statementOf = (body: RawObject, reference: string, amount: number | undefined): string =>
  stableId(
    reference,
    ...['type', 'from_unit_code', 'time_of_process', 'status_profile'].map((name) => textOf(body.get(name)) ?? ''),
    ...(amount === undefined ? [] : [amount]),
  );

/** VND; nothing where it says nothing. */
function amountIn(value: RawJson | undefined): number | undefined {
  const stated = textOf(value)?.trim();
  return stated === undefined ? undefined : amountOfToken(stated);
}

function verbIn(body: RawObject): Verb {
  const stated = needText(body, 'type').trim().toUpperCase();
  const verb = verbs.find((one) => one === stated);
  if (!verb) throw unreadable('typeUnknown');
  return verb;
}

/** Under a reference of ours the far agency says that it has taken it; under its own it hands something over. */
function actOf(verb: Verb, reference: string): HubAct {
  if (verb === 'TIEPNHAN') return isOwnHubReference(reference) ? 'accepted' : 'handOver';
  return actsOfOthers[verb];
}

const actsOfOthers: Readonly<Record<Exclude<Verb, 'TIEPNHAN'>, HubAct>> = {
  CAPNHAT: 'updated',
  RUT: 'withdrawn',
  TUCHOI: 'refused',
  KETQUA: 'answered',
  THANHTOAN: 'paid',
};

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** In either form; nothing where it says nothing. */
function timeIn(body: RawObject, field: string): string | undefined {
  const stated = textOf(body.get(field))?.trim();
  if (stated === undefined) return undefined;
  const time = rfc3339.test(stated) ? stated : fromCompactTime(stated);
  const millis = time === undefined ? NaN : Date.parse(time);
  if (Number.isNaN(millis)) throw unreadable(`${field}Malformed`);
  return new Date(millis).toISOString();
}

const missing = (field: string): never => {
  throw new Refusal('content', `${field}Missing`);
};

const longestWords = 20_000;
const wordsIn = (body: RawObject, field: string): string | undefined => textOf(body.get(field))?.slice(0, longestWords);

const mostDocuments = 50;

/** Only what can be shown: a name, and an address of the web where there is one. */
function documentsIn(value: RawJson | undefined): readonly HubDocument[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length > mostDocuments) throw unreadable('documentsMalformed');
  return (value as readonly RawJson[]).map((one, index) => {
    const name = isRawObject(one) ? textOf(one.get('name')) : undefined;
    if (!isRawObject(one) || name === undefined) throw unreadable('documentsMalformed');
    const url = textOf(one.get('url'));
    const isWeb = url !== undefined && url.length <= 2_000 && /^https?:\/\//.test(url) && URL.canParse(url);
    return { id: String(index + 1), name: name.slice(0, 500), ...(isWeb ? { url } : {}) };
  });
}

/** Kept: taken. Not believed, or not readable: said so, and it need not come again as it is. */
const answerOf =
  ({ codeField, taken, message, refused }: InboundSettings) =>
  (verdict: InboundVerdict): InboundAnswer =>
    verdict.kind === 'stored'
      ? json(200, { [codeField]: taken, message })
      : json(verdict.ground === 'proof' ? 401 : 400, { [codeField]: refused, message: verdict.cause });

const json = (status: number, body: object): InboundAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
