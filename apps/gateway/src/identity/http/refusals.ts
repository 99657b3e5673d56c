import { refusalOfKey, type Refusal } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import type { AskCitizenAnswer } from '../core.js';

export function refusalOfCheck(answer: Refusal<AskCitizenAnswer, 'accepted'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('dossier.notFound');
    case 'otherProcedure': {
      const { procedure } = answer;
      const errors = [placed('/procedure', { code: 'procedure.differs' })];
      return new Problem('citizenCheck.otherProcedure', { params: { procedure }, extra: { procedure }, errors });
    }
    default:
      return refusalOfKey(answer);
  }
}
