import type { AttemptHttp, ConnectorJob } from '@lienthong/connector-kit';
import { accountSubject } from '@lienthong/contracts';
import type { Accounts, BankAccount } from '../bank-qr.account.js';
import type { BankQrConfig } from '../bank-qr.config.js';
import type { Queried } from '../bank-qr.query.js';
import { listCasso } from '../casso/casso.query.js';
import { listSepay } from '../sepay/sepay.query.js';
import { accountOfSubject } from '../../sweeps/subjects.js';
import { namesOf, windowOf } from './windows.js';

export const listJob = 'bank-qr.list';

/** Whether the provider lists what moved on the account, and we may ask it. */
export const hasList = ({ sepay, casso }: BankAccount): boolean =>
  sepay?.api.token !== undefined || casso?.api.apiKey !== undefined;

/**
 * Everything that moved on an account, from a while before the last list on. What a notification told is recognised; what was lost is
 * told now, and what nobody signed is confirmed. The cursor is stored with the last rows, and with it the gateway is told that there
 * is no more: an empty list is not the same as none.
 */
export const listSweep = (config: BankQrConfig, accounts: Accounts): ConnectorJob => ({
  kind: listJob,
  standing: (now) =>
    [...accounts.values()].filter(hasList).map((account) => {
      const due = new Date(now.getTime() + windowOf(config.sweep, account) * 1000);
      return { subject: accountSubject(account.name), due };
    }),
  run: async ({ subject, now, http, found, cursor, signal }) => {
    const account = accounts.get(accountOfSubject(subject));
    if (!account || !hasList(account)) return undefined;
    const windowMs = windowOf(config.sweep, account) * 1000;
    const last = await cursor();
    const since = new Date(
      (last === undefined ? now.getTime() - windowMs : Date.parse(last)) - config.sweep.overlapSeconds * 1000,
    );
    let skipped = 0;
    for await (const page of pagesOf(account, http, since)) {
      signal.throwIfAborted();
      // The job is tried again, later each time, and what went wrong is told.
      if (!page.ok) throw new Error(`${account.name}: ${page.cause}`);
      const { facts, unreadable, evidence, next } = page;
      skipped += unreadable.length;
      const until = now.toISOString();
      // A list with a row that cannot be read does not say what moved.
      const listed = skipped === 0 ? { listed: { from: since.toISOString(), until } } : {};
      if (next !== undefined) await found({ ...namesOf(account), facts, unreadable, evidence });
      else await found({ ...namesOf(account), facts, unreadable, evidence, ...listed }, until);
    }
    if (skipped > 0) throw new Error(`${account.name}: ${skipped} rows of the list cannot be read`);
    return { next: new Date(now.getTime() + windowMs) };
  },
});

/** A list of more pages is one that never ends. */
const mostPages = 1_000;

async function* pagesOf(account: BankAccount, http: Pick<AttemptHttp, 'read'>, since: Date): AsyncGenerator<Queried> {
  const { sepay, casso } = account;
  let next: number | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: Queried = sepay
      ? await listSepay(account, sepay, http, { since, ...(next === undefined ? {} : { until: new Date(next) }) })
      : await listCasso(account, casso!, http, { since, ...(next === undefined ? {} : { page: next }) });
    const stuck = page.ok && page.next !== undefined && page.next === next;
    yield stuck ? { ok: false, cause: 'bank.listDoesNotMoveOn' } : page;
    if (!page.ok || page.next === undefined) return;
    next = page.next;
  }
  yield { ok: false, cause: 'bank.listTooLong' };
}
