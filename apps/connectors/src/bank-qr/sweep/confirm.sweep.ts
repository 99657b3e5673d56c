import type { ConnectorJob } from '@lienthong/connector-kit';
import type { Accounts, BankAccount } from '../bank-qr.account.js';
import type { BankQrConfig } from '../bank-qr.config.js';
import { queryVietqrVn } from '../vietqr-vn/vietqr-vn.query.js';
import { namesOf } from './windows.js';

export const confirmJob = 'bank-qr.confirm';

/** A credit that nobody signed; no values of a person. */
export interface Doubted {
  readonly account: string;
  /** The bank's number of it. */
  readonly number: string;
  readonly tries?: number;
}

/** 5 s, 10 s … 1 h: half a day in all; then daily. */
const firstGapMs = 5_000;
const longestGapMs = 3_600_000;
const soonTries = 22;
const day = 24 * 3_600_000;

/** Whether VietQR.vn can be asked: without credentials of ours, what it says waits for the bank's statement. */
export const asksToConfirm = ({ vietqrVn }: BankAccount): boolean => vietqrVn?.api.password !== undefined;

/**
 * VietQR.vn's notifications carry no signature: it is asked about each before it settles anything, and on and on while it does not
 * know of it. Meanwhile the credit stands among the unconfirmed ones.
 */
export const confirmSweep = ({ sweep }: Pick<BankQrConfig, 'sweep'>, accounts: Accounts): ConnectorJob => ({
  kind: confirmJob,
  run: async ({ payload, now, http, found }) => {
    const { account: name, number, tries = 0 } = payload as Doubted;
    const account = accounts.get(name);
    if (!account?.vietqrVn) return undefined;
    const said = await queryVietqrVn(account, account.vietqrVn, http, number);
    if (said.ok && said.facts.length + said.unreadable.length > 0) {
      const { facts, unreadable, evidence } = said;
      await found({ ...namesOf(account), facts, unreadable, evidence });
      if (facts.length > 0) return undefined;
    }
    if (tries + 1 >= soonTries + sweep.untilDays) return undefined;
    const gap = tries + 1 < soonTries ? Math.min(longestGapMs, firstGapMs * 2 ** tries) : day;
    const again: Doubted = { account: name, number, tries: tries + 1 };
    return { next: new Date(now.getTime() + gap), payload: again };
  },
});
