import type { Outcome, Resolution, ResolveCall, SendCall } from '@lienthong/connector-kit';
import type { DeliveryCancellation, TrackedState } from '@lienthong/contracts';
import { act } from './post-office.act.js';
import type { PostOfficeParts } from './post-office.parts.js';
import { referenceForm } from './post-office.order.js';
import { cancelRequest } from './post-office.request.js';

const partner = 'post-office';

/** Takes an order back: one GET, which nobody repeats. */
export async function sendCancel(parts: PostOfficeParts, call: SendCall<DeliveryCancellation>): Promise<Outcome> {
  const { config, accounts } = parts;
  const { account: name, reference } = call.items[0].payload;
  const account = accounts.get(name);
  if (!account) return { outcome: 'refused', cause: `${partner}.noSuchAccount`, whoActs: 'operator' };
  if (!referenceForm.test(reference)) {
    return { outcome: 'refused', cause: `${partner}.referenceMalformed`, whoActs: 'operator' };
  }
  const { customerCode } = account;
  return act(
    parts,
    call,
    (token) => cancelRequest(config, token, { customerCode, reference }),
    (code) => (config.answers.cancelled.includes(code) ? { outcome: 'done' } : undefined),
  );
}

const over: readonly (TrackedState | undefined)[] = ['delivered', 'returned'];

/** The feed says that it was cancelled, or that there is nothing left to cancel. What it says of the future says nothing. */
export async function resolveCancel(
  { config, accounts }: PostOfficeParts,
  { item: { payload }, seen }: ResolveCall<DeliveryCancellation>,
): Promise<Resolution<'presence'>> {
  const account = accounts.get(payload.account);
  if (!account) return { found: 'open', cause: `${partner}.noSuchAccount` };
  const rows = (await seen?.(account.name, payload.reference)) ?? [];
  const states = rows.filter(({ confirmed }) => confirmed).map(({ code }) => config.states[code]);
  if (states.includes('cancelled')) return { found: 'done' };
  return states.some((state) => over.includes(state))
    ? { found: 'refused', cause: `${partner}.alreadyOver`, whoActs: 'operator' }
    : { found: 'open', cause: `${partner}.notInFeed` };
}
