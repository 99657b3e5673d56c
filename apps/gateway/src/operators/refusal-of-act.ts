import type { OperatorActAnswer } from '../core.js';
import { refusalOfKey } from '../http/once.js';
import { Problem } from '../http/problem.js';

type Refusal = Exclude<OperatorActAnswer, { kind: 'accepted' | 'awaitsSecondPerson' }>;

export function refusalOfAct(answer: Refusal): Problem {
  switch (answer.kind) {
    case 'samePerson':
      return new Problem('exchange.samePerson');
    case 'findingsDiffer':
      return new Problem('exchange.findingsDiffer');
    case 'notFound':
      return new Problem('exchange.notFound');
    case 'unresolved':
      return new Problem('exchange.unresolved', { extra: { state: answer.state } });
    case 'ended':
      return new Problem('exchange.ended', { params: { state: answer.state }, extra: { state: answer.state } });
    case 'notApplicable':
      return new Problem('exchange.notApplicable', { params: { state: answer.state }, extra: { state: answer.state } });
    case 'versionConflict':
      return new Problem('exchange.versionConflict', {
        params: { version: answer.version },
        extra: { version: answer.version },
      });
    default:
      return refusalOfKey(answer);
  }
}
