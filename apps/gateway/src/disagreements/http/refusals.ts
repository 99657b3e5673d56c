import type { Refusal } from '../../http/once.js';
import { refusalOfKey } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import type { RepairAnswer } from '../core.js';
import { noRepairSentences } from '../views/no-repair.messages.js';

export function refusalOfRepair(answer: Refusal<RepairAnswer, 'accepted'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('disagreement.notFound');
    case 'ended':
      return new Problem('disagreement.ended');
    case 'changed':
      return new Problem('disagreement.changed', { params: { version: answer.version } });
    case 'noRepair':
      return new Problem('disagreement.noRepair', {
        params: { why: noRepairSentences[answer.why] },
        extra: { why: answer.why },
      });
    default:
      return refusalOfKey(answer);
  }
}
