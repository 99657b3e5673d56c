import { refusalOfKey, type Refusal } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import type { PlaceSubmissionAnswer } from '../core.js';

const unfit = {
  unknown: 'unit.unknown',
  notYet: 'unit.notYet',
  ended: 'unit.endedForGood',
  behindHub: 'unit.behindHub',
} as const;

export function refusalOfPlacing(answer: Refusal<PlaceSubmissionAnswer, 'accepted'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('submission.notFound');
    case 'unitUnfit':
      return new Problem('submission.unitUnfit', { errors: [placed('/unit', { code: unfit[answer.why] })] });
    case 'alreadyPlaced':
      return new Problem('submission.alreadyPlaced');
    default:
      return refusalOfKey(answer);
  }
}
