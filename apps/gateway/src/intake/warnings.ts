import type { DossierContent } from '@lienthong/contracts';
import { standing } from '../access/list-units.js';
import type { UnitTree } from '../access/unit-tree.js';
import { addressWarnings, type Warning } from '../areas/address-warnings.js';
import { placed } from '../http/validate.js';

/** What an accepted statement has that its agency should look at: codes of other times. Nothing is refused for it. */
export const warningsOf = ({ unit, applicant }: DossierContent, units: UnitTree, today: string): readonly Warning[] => [
  ...unitWarnings(unit, units, today),
  ...addressWarnings(applicant.address, '/applicant/address'),
];

function unitWarnings(code: string, units: UnitTree, today: string): readonly (Warning & { successor?: string })[] {
  const unit = units.of(code);
  const now = unit && standing(unit, today);
  if (!unit || now === 'inForce') return [];
  const { successor } = unit;
  return [
    {
      ...placed('/unit', { code: now === 'ended' ? 'unit.ended' : 'unit.notYet' }),
      whoActs: 'agency',
      ...(now === 'ended' && successor !== undefined ? { successor } : {}),
    },
  ];
}
