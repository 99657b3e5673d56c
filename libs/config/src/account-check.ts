import { accountPartners, accountsOf, type AccountConfig } from './accounts.js';
import type { UnitConfig } from './config.js';
import type { ConfigFault } from './config-fault.js';

/** At NAPAS. */
const longestAccountNumber = 19;

interface Placed extends AccountConfig {
  readonly at: string;
}

/** What no schema sees in accounts: names twice, units that are not there or have two of a kind, numbers that grow too long. */
export function checkAccounts(
  partners: Readonly<Record<string, unknown>>,
  units: readonly UnitConfig[],
): ConfigFault[] {
  const codes = new Set(units.map(({ code }) => code));
  const names = new Set<string>();
  const served = new Map<string, string>();
  return placed(partners).flatMap((account) => {
    const { at, name, method } = account;
    const faults: ConfigFault[] = [];
    if (names.has(name)) {
      faults.push({ pointer: `${at}/name`, found: `"${name}" a second time`, allowed: 'a name of its own' });
    }
    names.add(name);
    account.units.forEach((unit, index) => {
      const pointer = `${at}/units/${index}`;
      const other = served.get(`${method} ${unit}`);
      if (!codes.has(unit)) faults.push({ pointer, found: `"${unit}"`, allowed: 'the code of a unit in this file' });
      else if (other !== undefined) {
        faults.push({ pointer, found: `"${unit}", which "${other}" serves`, allowed: `each unit at one account` });
      }
      served.set(`${method} ${unit}`, other ?? name);
    });
    return [...faults, ...virtualFaults(account), ...qrFaults(account)];
  });
}

const placed = (partners: Readonly<Record<string, unknown>>): Placed[] =>
  Object.keys(accountPartners).flatMap((partner) =>
    accountsOf({ [partner]: partners[partner] }).map((account, index) => ({
      ...account,
      at: `/partners/${partner}/accounts/${index}`,
    })),
  );

function virtualFaults({ at, virtualAccounts }: Placed): ConfigFault[] {
  if (!virtualAccounts) return [];
  const length = virtualAccounts.prefix.length + virtualAccounts.digits;
  if (length <= longestAccountNumber) return [];
  const allowed = `prefix and digits of ${longestAccountNumber} characters at most`;
  return [{ pointer: `${at}/virtualAccounts`, found: `account numbers of ${length} characters`, allowed }];
}

const qrFaults = ({ at, provider, qr }: Placed): ConfigFault[] =>
  provider === 'none' && qr === 'provider'
    ? [{ pointer: `${at}/qr`, found: 'provider, without one', allowed: 'own' }]
    : [];
