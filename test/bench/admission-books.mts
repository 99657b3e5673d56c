import { withClient } from '@lienthong/store/testing';
import { Violations } from '../proof/books/violations.mts';
import { Bank } from '../money/bank.mts';
import { judgeSums } from '../money/books/judge-sums.mts';
import { noSums, sumsInSql, sumsOfBank, sumsOfRows, type SumRow, type Sums } from '../money/books/sums.mts';

export interface DayBooks {
  /** VND by account and place: of the bank's journal, of the gateway's tables, of its API. */
  readonly bank: ReadonlyMap<string, Sums>;
  readonly tables: ReadonlyMap<string, Sums>;
  readonly api: ReadonlyMap<string, Sums>;
  readonly broken: readonly string[];
}

export interface DayToJudge {
  readonly databaseUrl: string;
  readonly sandboxUrl: string;
  /** Of a gateway, and the key of an operator. */
  readonly url: string;
  readonly key: string;
  readonly fees: number;
}

/** The bank's journal against tables and API of the gateway, by account and to the dong; each fee settled once, in its turn. */
export async function judgeDay({ databaseUrl, sandboxUrl, url, key, fees }: DayToJudge): Promise<DayBooks> {
  const violations = new Violations();
  const bank = sumsOfBank(await new Bank(sandboxUrl).movements());
  const { tables, faults } = await withClient(databaseUrl, async (client) => {
    const rows = (await client.query<SumRow>(sumsInSql)).rows;
    const found = (await client.query<{ fault: string; count: string }>(faultsInSql)).rows;
    const settled = await client.query<{ count: string }>(
      'select count(*)::text as count from gateway.payment where settled_at is not null',
    );
    return {
      tables: sumsOfRows(rows),
      faults: [
        ...found.filter(({ count }) => count !== '0').map(({ fault, count }) => `${count} × ${fault}`),
        ...(Number(settled.rows[0]!.count) === fees ? [] : [`${settled.rows[0]!.count} of ${fees} fees are settled`]),
      ],
    };
  });
  const api = await sumsOfApi(url, key);
  judgeSums('tables', tables, bank, violations);
  judgeSums('API', api, bank, violations);
  return { bank, tables, api, broken: [...faults, ...violations.lines()] };
}

/** How often what must not be is so. `eta` is the whole minute behind the turn and a quarter of one. */
const faultsInSql = `
  select 'payment without a place in the window' as fault, count(*)::text as count from gateway.payment where admission is null
  union all
  select 'payments of one place in the window', count(*)::text from (
    select 1 from gateway.payment group by admission, admission_number having count(*) > 1) twice
  union all
  select 'turn later than its eta', count(*)::text from gateway.payment
    where released_at is null
      or released_at > to_timestamp(ceil((extract(epoch from release_at) + 15) / 60) * 60)
  union all
  select 'settled after its due date', count(*)::text from gateway.payment where late or settled_at > expires_at
  union all
  select 'fee settled by more or less than one credit', count(*)::text from (
    select 1 from gateway.payment p left join gateway.credit c on c.payment = p.id group by p.id having count(c.id) <> 1) wrong
  union all
  select 'disagreement about money', count(*)::text from gateway.money_disagreement`;

const perPage = 200;

/** What the API lists, page by page, added up; refunds would be among the dong that have no owner. */
async function sumsOfApi(url: string, key: string): Promise<ReadonlyMap<string, Sums>> {
  const sums = new Map<string, Sums>();
  const add = (account: string, place: 'credited' | 'settled', amount: number): void => {
    const own = sums.get(account) ?? noSums();
    sums.set(account, own);
    own[place] += amount;
  };
  const each = async <Item,>(list: string, hear: (item: Item) => void): Promise<void> => {
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await fetch(`${url}/v1/${list}?limit=${perPage}${after}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      if (!answer.ok) throw new Error(`${list}: ${answer.status} ${await answer.text()}`);
      const page = (await answer.json()) as { items: Item[]; nextCursor?: string };
      page.items.forEach(hear);
      cursor = page.nextCursor;
    }
  };
  await each<Listed>('payments', ({ account, amount, state }) => {
    if (state === 'settled') add(account, 'settled', amount);
  });
  await each<Listed>('credits', ({ account, amount, direction, state }) => {
    if (direction === 'in' && state !== 'unconfirmed') add(account, 'credited', amount);
  });
  return sums;
}

interface Listed {
  readonly account: string;
  readonly amount: number;
  readonly state: string;
  readonly direction?: string;
}
