import type { Outcome, Refused, Resolution, ResolveCall, SendCall } from '@lienthong/connector-kit';
import type { DeliveryOrder, DeliveryOrderFacts } from '@lienthong/contracts';
import { act } from './post-office.act.js';
import type { PostOfficeConfig } from './post-office.config.js';
import type { PostOfficeParts } from './post-office.parts.js';
import { orderOf, type OrderMapped } from './post-office.mapping.js';
import { orderRequest } from './post-office.request.js';
import { faultOfItemCode } from './post-office.s10.js';

type Facts = DeliveryOrderFacts & Record<string, unknown>;
const partner = 'post-office';

export const referenceForm = /^[A-Za-z0-9._-]{1,60}$/;

/** An order under its fixed number: the same whichever process sends it. */
export async function sendOrder(parts: PostOfficeParts, call: SendCall<DeliveryOrder>): Promise<Outcome> {
  const { config, accounts, areas } = parts;
  const { payload } = call.items[0];
  const account = accounts.get(payload.account);
  if (!account) return refused('noSuchAccount', 'operator');
  if (!referenceForm.test(payload.reference)) return refused('referenceMalformed', 'operator');
  const mapped = orderOf(payload, { account, areas, dialect: config.dialect, flagConfig: config.flagConfig });
  if (!mapped.ok) return ofOurs(mapped);
  return act(
    parts,
    call,
    (token) => orderRequest(config, token, mapped.wire),
    (code) =>
      config.answers.accepted.includes(code) ? { outcome: 'done', facts: factsOf(config, payload, code) } : undefined,
  );
}

function factsOf({ answers }: Pick<PostOfficeConfig, 'answers'>, { itemCode }: DeliveryOrder, code?: string): Facts {
  const itemCodeFault = itemCode ? faultOfItemCode(itemCode) : undefined;
  return {
    ...(code !== undefined && answers.existed.includes(code) ? { existed: true } : {}),
    ...(itemCodeFault ? { itemCodeFault } : {}),
  };
}

const refused = (why: string, whoActs: Refused['whoActs']): Refused => ({
  outcome: 'refused',
  cause: `${partner}.${why}`,
  whoActs,
});

/** An address of the office is the operator's to mend, any other the agency's. */
const ofOurs = ({ cause, fields }: Extract<OrderMapped, { ok: false }>): Refused => ({
  ...refused(cause, cause === 'officeAreaUnknown' ? 'operator' : 'agency'),
  fields,
});

/** A row of the feed under our number shows that the post has the order; that there is none shows nothing. */
export async function resolveOrder(
  { config, accounts }: PostOfficeParts,
  { item: { payload }, seen }: ResolveCall<DeliveryOrder>,
): Promise<Resolution<'presence'>> {
  const account = accounts.get(payload.account);
  if (!account) return { found: 'open', cause: `${partner}.noSuchAccount` };
  const rows = (await seen?.(account.name, payload.reference)) ?? [];
  return rows.length > 0
    ? { found: 'done', facts: factsOf(config, payload) }
    : { found: 'open', cause: `${partner}.notInFeed` };
}
