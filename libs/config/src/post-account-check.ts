import type { ConfigFault } from './config-fault.js';
import type { UnitConfig } from './config.js';
import { postAccountsOf, postPartner } from './post-accounts.js';

/** What no schema sees: a name twice, units that are not there, and units with two agreements. */
export function checkPostAccounts(
  partners: Readonly<Record<string, unknown>>,
  units: readonly UnitConfig[],
): ConfigFault[] {
  const codes = new Set(units.map(({ code }) => code));
  const served = new Map<string, string>();
  const accounts = postAccountsOf(partners);
  return accounts.flatMap((account, index) => {
    const at = `/partners/${postPartner}/accounts/${index}`;
    const { name } = account;
    const faults: ConfigFault[] = [];
    if (accounts.findIndex((one) => one.name === name) < index)
      faults.push({ pointer: `${at}/name`, found: `"${name}" a second time`, allowed: 'a name of its own' });
    account.units.forEach((unit, place) => {
      const pointer = `${at}/units/${place}`;
      const other = served.get(unit);
      if (!codes.has(unit)) faults.push({ pointer, found: `"${unit}"`, allowed: 'the code of a unit in this file' });
      else if (other !== undefined)
        faults.push({ pointer, found: `"${unit}", which "${other}" serves`, allowed: 'each unit at one account' });
      served.set(unit, other ?? name);
    });
    return faults;
  });
}
