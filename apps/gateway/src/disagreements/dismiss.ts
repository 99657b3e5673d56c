import type { IdempotencyClash } from '../core-words.js';
import { boxAt, type Sealer } from '../pipeline/sealer.js';
import type { UnitOf } from '../pipeline/unit.js';
import { doneOnce, type DoneOnceTools } from '../store/done-once.js';
import type { Dismiss, DismissAnswer } from './core.js';
import { unattributed, type DismissalAnswer } from './pipeline/disagreement-unit.js';
import { readDisagreement } from './views/read-disagreements.js';

export interface DismissTools extends DoneOnceTools {
  readonly sealer: Sealer;
  readonly submitDismissal: (unit: UnitOf<'dismissDisagreement'>) => Promise<DismissalAnswer>;
}

/** An operator says why a parcel that nobody here has ordered is none of ours. */
export function dismiss(command: Dismiss, tools: DismissTools): Promise<DismissAnswer | IdempotencyClash> {
  const { id, operator, ifMatch, why } = command;
  const { sealer } = tools;
  const show = async (): Promise<DismissAnswer> => {
    const disagreement = await readDisagreement(tools, id);
    return disagreement ? { kind: 'dismissed', disagreement, replayed: false } : { kind: 'notFound' };
  };
  const act = async (): Promise<DismissAnswer> => {
    const key = sealer.newWrappedKey();
    const dismissal = { by: operator, key, why: sealer.seal(sealer.unwrap(key), why, boxAt.dismissal(id)) };
    const answer = await tools.submitDismissal({
      ...{ kind: 'dismissDisagreement', subject: unattributed },
      command: { disagreement: id, ifMatch, dismissal },
    });
    return answer.kind === 'dismissed' ? show() : answer;
  };
  return doneOnce(tools, command, `disagreement:${id}`, act, show);
}
