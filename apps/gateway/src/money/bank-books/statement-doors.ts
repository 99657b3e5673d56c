import { creditSubject } from '@lienthong/contracts';
import type { CommitLine } from '@lienthong/store';
import type { Unit, UnitResult } from '../../pipeline/unit.js';
import type { StatementTools } from './tools.js';

/** The gateway's one transaction as statements use it: what they tell is folded with everything else, under the same locks. */
export function statementDoors(
  line: Pick<CommitLine<Unit, UnitResult>, 'submitAll'>,
): Pick<StatementTools, 'tell' | 'reverse'> {
  const submit = async (units: readonly Unit[]): Promise<void> => {
    for (const result of await line.submitAll(units)) {
      if ('fault' in result) throw result.fault;
      // What we made ourselves can be read by ourselves: anything else is a fault of this program.
      if (result.answer.kind === 'unknown') throw new Error('the gateway did not understand an entry of a statement');
    }
  };
  return {
    tell: (credits) => submit(credits.map((credit) => ({ kind: 'credit', subject: credit.subject, credit }))),
    reverse: (reversals) =>
      submit(reversals.map((reversal) => ({ kind: 'reverse', subject: creditSubject(reversal.credit), reversal }))),
  };
}
