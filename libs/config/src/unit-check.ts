import type { UnitConfig } from './config.js';
import type { ConfigFault } from './config-fault.js';

/** What a schema cannot see in `units:`: codes that stand twice, parents that are not there, circles, times that end before they begin. */
export function checkUnits(units: readonly UnitConfig[]): ConfigFault[] {
  const codes = new Set(units.map(({ code }) => code));
  const seen = new Set<string>();
  const hubCodes = new Set<string>();
  return units.flatMap((unit, index) => {
    const at = `/units/${index}`;
    const faults: ConfigFault[] = [];
    const hubCode = unit.hubCode ?? unit.code;
    if (seen.has(unit.code)) {
      faults.push({ pointer: `${at}/code`, found: `"${unit.code}" a second time`, allowed: 'each code once' });
    } else if (hubCodes.has(hubCode)) {
      const pointer = unit.hubCode === undefined ? `${at}/code` : `${at}/hubCode`;
      faults.push({ pointer, found: `"${hubCode}" a second time`, allowed: 'each code at hubs once' });
    }
    seen.add(unit.code);
    hubCodes.add(hubCode);
    for (const link of ['parent', 'successor'] as const) {
      const target = unit[link];
      if (target === undefined) continue;
      const pointer = `${at}/${link}`;
      if (!codes.has(target))
        faults.push({ pointer, found: `"${target}"`, allowed: 'the code of a unit in this file' });
      else if (leadsBack(units, unit.code, link)) {
        faults.push({
          pointer,
          found: `a circle back to "${unit.code}"`,
          allowed: `units whose ${link}s form no circle`,
        });
      }
    }
    if (unit.validFrom && unit.validTo && unit.validTo <= unit.validFrom) {
      faults.push({ pointer: `${at}/validTo`, found: unit.validTo, allowed: `a day after ${unit.validFrom}` });
    }
    return faults;
  });
}

function leadsBack(units: readonly UnitConfig[], start: string, link: 'parent' | 'successor'): boolean {
  const next = new Map(units.map((unit) => [unit.code, unit[link]]));
  const visited = new Set<string>();
  for (let code = next.get(start); code !== undefined; code = next.get(code)) {
    if (code === start) return true;
    if (visited.has(code)) return false;
    visited.add(code);
  }
  return false;
}
