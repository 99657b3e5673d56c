import type { PutDossier, PutDossierResult } from '../../core.js';
import { canonicalJson } from '../../journey/canonical-json.js';
import { submitApart, type SubmitAll } from '../../pipeline/submit-apart.js';
import type { UnitOf, UnitResult } from '../../pipeline/unit.js';

/** Commits statements of many dossiers together, and answers each for itself. Rejects only where the store is away. */
export async function putDossiers(
  commands: readonly PutDossier[],
  submitAll: SubmitAll,
): Promise<readonly PutDossierResult[]> {
  const mayPut = ({ mayUseUnit, content }: PutDossier): boolean => mayUseUnit(content.unit);
  const results = await submitApart(commands.filter(mayPut).map(unitOf), submitAll);
  let next = 0;
  return commands.map((command) => (mayPut(command) ? resultOf(results[next++]!) : { kind: 'forbidden' }));
}

const unitOf = (command: PutDossier): UnitOf<'put'> => ({
  ...{ kind: 'put', subject: command.code, command },
  canonical: canonicalJson(command.content),
});

const resultOf = (result: UnitResult): PutDossierResult =>
  'fault' in result ? { kind: 'fault', fault: result.fault } : (result.answer as PutDossierResult);
