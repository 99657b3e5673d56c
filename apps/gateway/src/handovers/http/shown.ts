import { timesInVietnam } from '../../http/fields/times.js';
import { placed, type PlacedFault } from '../../http/validate.js';
import type { HandoverView } from '../core.js';

/** A handover as the API shows it. */
export const shownHandover = ({ owner: _, ...view }: HandoverView): object => timesInVietnam(view);

/** What its sender should know of the unit that was named. */
export const warningsOf = ({ addressedTo, toUnit }: HandoverView): readonly (PlacedFault & object)[] =>
  addressedTo === undefined
    ? []
    : [{ ...placed('/toUnit', { code: 'unit.ended' }), ...{ whoActs: 'agency', successor: toUnit } }];
