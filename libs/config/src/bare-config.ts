import { accountsOf } from './accounts.js';
import type { Config } from './config.js';
import { postAccountsOf } from './post-accounts.js';
import { completeSections } from './sections.js';

/** The configuration in which nobody has said anything, but for `change`: every section as it is by default. */
export function bareConfig(change: Partial<Config> = {}): Config {
  const { partners = {} } = change;
  return {
    ...{ units: [], roles: [], procedures: [], clients: [], operators: [], partners },
    ...completeSections({}),
    accounts: accountsOf(partners),
    postAccounts: postAccountsOf(partners),
    partnerNames: Object.keys(partners),
    source: 'defaults',
    ...change,
  };
}
