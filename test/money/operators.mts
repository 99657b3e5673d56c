import type { Api, Who } from '../proof/api.mts';
import { codeOf, persist, type Persistence } from '../proof/persist.mts';
import { eachAtOnce } from './at-once.mts';
import type { Bank } from './bank.mts';
import type { Payment } from './fee.mts';
import type { Planned } from './load.mts';
import type { Violations } from '../proof/books/violations.mts';
import { tills } from './tills.mts';

/** A credit as the API lists it. */
export interface Credit {
  readonly id: string;
  readonly account: string;
  readonly amount: number;
  readonly direction: 'in' | 'out';
  readonly state: string;
  readonly why?: string;
  readonly payment?: string;
  readonly bankTime: string;
  readonly confirmed: boolean;
  readonly toldBy: readonly string[];
  readonly refunds: readonly { readonly id: string; readonly state: string; readonly amount: number }[];
}

export interface Refund {
  readonly id: string;
  readonly payment?: string;
  readonly credit?: string;
  readonly account: string;
  readonly amount: number;
  readonly why: 'over' | 'notOwed' | 'unassigned';
  readonly state: string;
}

/** Every item of a list. */
export async function listAll<Item>(api: Api, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const query = `limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const page: { readonly items: Item[]; readonly nextCursor?: string } = await api.read(
      `${path}${path.includes('?') ? '&' : '?'}${query}`,
      ...(['operator', 120] as const),
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

export interface OperatorsParts {
  readonly api: Api;
  readonly bank: Bank;
  readonly figures: Persistence & { accepted: number };
  readonly violations: Violations;
}

/** What two persons have under way at the same time. */
const actsAtOnce = 10;

/** Two persons who see to what the rules leave to persons. */
export class Operators {
  readonly #parts: OperatorsParts;
  assigned = 0;
  sentBack = 0;

  constructor(parts: OperatorsParts) {
    this.#parts = parts;
  }

  /** Statements of every account and day, each in its own format; waits until each has been compared. */
  async bringStatements(days: (account: string) => readonly string[], seconds: number): Promise<number> {
    const { bank, violations } = this.#parts;
    let brought = 0;
    await eachAtOnce(tills, tills.length, async (till) => {
      for (const day of days(till.account)) {
        const file = await bank.statement(till, day);
        const path = `/v1/statements?account=${till.account}&format=${till.format[1]}`;
        const reply = await this.#act('operator', path, file);
        brought += 1;
        const { id } = reply as { id: string };
        const state = await this.#compared(id, seconds);
        if (state !== 'done')
          violations.add('statement: not compared', `${till.account} ${day} ${till.format[0]}: ${state}`);
      }
    });
    return brought;
  }

  async #compared(id: string, seconds: number): Promise<string> {
    for (const until = Date.now() + seconds * 1000; ;) {
      const { state } = await this.#parts.api.read<{ state: string }>(`/v1/statements/${id}`);
      if (state !== 'comparing' || Date.now() > until) return state;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** Loose money as planned: one proposes, the other agrees. */
  async seeToLoose(planned: readonly Planned[]): Promise<void> {
    const { api, violations } = this.#parts;
    const found = new Map<string, Credit>();
    for (const credit of await listAll<Credit>(api, '/v1/credits?state=unmatched')) {
      found.set(`${credit.account} ${credit.amount}`, credit);
    }
    await eachAtOnce(planned, actsAtOnce, async ({ code, name, ending }) => {
      const { loose } = ending;
      if (!loose) return;
      const credit = found.get(`${loose.account} ${loose.amount}`);
      if (!credit) {
        if (loose.orMatched && (await this.#isSettled(loose.payment))) return;
        violations.add(`lost: loose money that is in no queue, ${name}`, code);
        return;
      }
      found.delete(`${loose.account} ${loose.amount}`);
      if (credit.why !== loose.why && name !== 'spoiltCode')
        violations.add(`queue: another reason than ${loose.why}`, `${code} ${name}: ${credit.why}`);
      if (loose.then === 'assign') await this.#assign(credit, loose.payment);
      if (loose.then === 'refund') await this.#act('operator', `/v1/credits/${credit.id}/refunds`, {});
    });
    for (const [what] of found) violations.add('queue: unmatched money that should have been matched', what);
  }

  async #isSettled(payment: string): Promise<boolean> {
    return (await this.#parts.api.read<Payment>(`/v1/payments/${payment}`)).state === 'settled';
  }

  async #assign({ id }: Credit, payment: string): Promise<void> {
    for (const who of ['operator', 'secondOperator'] as const) {
      await this.#act(who, `/v1/credits/${id}/assignment`, { payment, reason: 'the payer showed the slip' });
    }
    this.assigned += 1;
  }

  /** Everything that is due goes back: asked for, agreed to, ordered, and shown by the bank or by a person. */
  async sendBack(payments: ReadonlyMap<string, Payment>): Promise<void> {
    const { api, bank } = this.#parts;
    const each = async (state: string, act: (refund: Refund) => Promise<unknown>): Promise<void> =>
      eachAtOnce(await listAll<Refund>(api, `/v1/refunds?state=${state}`), actsAtOnce, async (refund) => {
        await act(refund);
      });
    await each('due', ({ payment }) =>
      this.#act('operator', `/v1/payments/${payment}/refunds`, { reason: 'more than was owed' }),
    );
    await each('requested', ({ id }) => this.#act('secondOperator', `/v1/refunds/${id}/confirmation`, {}));
    await each('approved', async ({ id, payment, account, amount }) => {
      await this.#act('operator', `/v1/refunds/${id}/sent`, { bankReference: `UNC-${id}` });
      const reference = payment === undefined ? undefined : payments.get(payment)?.reference;
      const text = `hoan tra ${reference ?? 'tien chuyen nham'}`;
      await bank.transfer({ id: `refund-${id}`, account, amount, text, direction: 'out' });
      this.sentBack += 1;
    });
  }

  /** What no movement showed is shown by a person. */
  async finish(): Promise<number> {
    const sent = await listAll<Refund>(this.#parts.api, '/v1/refunds?state=sent');
    await eachAtOnce(sent, actsAtOnce, async ({ id }) => {
      await this.#act('operator', `/v1/refunds/${id}/done`, { evidence: 'the payer confirms' });
    });
    return sent.length;
  }

  async #act(who: Who, path: string, body: object): Promise<unknown> {
    const { api, figures } = this.#parts;
    const headers = body instanceof Uint8Array ? {} : { 'idempotency-key': `${who}-${path.replaceAll('/', '.')}` };
    const { reply } = await persist(api, () => api.once('POST', path, { who, body, headers }), figures);
    if (reply.status >= 300) {
      throw new Error(`POST ${path}: ${reply.status} ${codeOf(reply)} ${JSON.stringify(reply.body).slice(0, 400)}`);
    }
    figures.accepted += 1;
    return reply.body;
  }
}
