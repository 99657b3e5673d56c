import { csvProfiles } from './profiles.wire.js';
import type { StatementFormat } from './statement-format.js';

/** Names by which a request states the format of a statement. */
export const statementFormats: readonly string[] = ['camt053', 'mt940', ...csvProfiles.keys()];

/** @throws {RangeError} for a name that is none of `statementFormats`. */
export function formatNamed(name: string): StatementFormat {
  if (name === 'camt053' || name === 'mt940') return { kind: name };
  const profile = csvProfiles.get(name);
  if (profile === undefined) throw new RangeError(`"${name}" is no format of statements`);
  return { kind: 'csv', profile };
}
