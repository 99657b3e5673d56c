import { accountsOf } from './accounts.js';
import { defaultBus } from './bus-config.js';
import type { Config } from './config.js';
import { defaultsOf } from './config-schema.js';
import { postAccountsOf } from './post-accounts.js';

/** The configuration in which nobody has said anything, but for `change`: every section as it is by default. */
export function bareConfig(change: Partial<Config> = {}): Config {
  const { partners = {} } = change;
  return {
    ...{ units: [], roles: [], procedures: [], clients: [], operators: [], partners },
    limits: defaultsOf('limits'),
    journey: defaultsOf('journey'),
    disagreements: defaultsOf('disagreements'),
    payments: defaultsOf('payments'),
    accounts: accountsOf(partners),
    postAccounts: postAccountsOf(partners),
    bus: defaultBus,
    retention: defaultsOf('retention'),
    attachments: defaultsOf('attachments'),
    citizenChecks: defaultsOf('citizenChecks'),
    handovers: defaultsOf('handovers'),
    calendar: defaultsOf('calendar'),
    webhooks: defaultsOf('webhooks'),
    replays: defaultsOf('replays'),
    partnerNames: Object.keys(partners),
    source: 'defaults',
    ...change,
  };
}
