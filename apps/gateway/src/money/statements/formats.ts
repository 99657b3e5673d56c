import type { StatementProfile } from '@lienthong/config';
import { configuredProfile } from './configured-profile.js';
import { csvProfiles } from './profiles.wire.js';
import type { StatementFormat } from './statement-format.js';

/** What statements may be written in, by the names that requests state. */
export interface StatementFormats {
  readonly names: readonly string[];
  /** @throws {RangeError} for a name that is none of `names`. */
  named(name: string): StatementFormat;
}

/** The standard formats, the banks' own that everybody has, and those of the configuration, which take the place of namesakes. */
export function statementFormats(stated: readonly StatementProfile[] = []): StatementFormats {
  const profiles = new Map([...csvProfiles, ...stated.map((one) => [one.name, configuredProfile(one)] as const)]);
  return {
    names: ['camt053', 'mt940', ...profiles.keys()],
    named: (name) => {
      if (name === 'camt053' || name === 'mt940') return { kind: name };
      const profile = profiles.get(name);
      if (profile === undefined) throw new RangeError(`"${name}" is no format of statements`);
      return { kind: 'csv', profile };
    },
  };
}
