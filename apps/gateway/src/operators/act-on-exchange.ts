import { sql, type Kysely } from 'kysely';
import type { OperatorAct, OperatorActAnswer } from '../core.js';
import { isId } from '../ids.js';
import type { Submitter } from '../pipeline/submitter.js';
import type { UnitOf } from '../pipeline/unit.js';

/** Acts of operators, and of the gateway in their place, on exchanges: each under the lock of the exchange's subject. */
export const actOnExchange =
  (db: Kysely<unknown>, { submitOnce }: Pick<Submitter, 'submitOnce'>) =>
  async (command: OperatorAct): Promise<OperatorActAnswer> => {
    const found = isId(command.exchange)
      ? await sql<{ subject: string }>`
          select e.subject from gateway.exchange e where e.id = ${command.exchange}::uuid`.execute(db)
      : { rows: [] };
    const subject = found.rows[0]?.subject;
    if (subject === undefined) return { kind: 'notFound' };
    const unit: UnitOf<'act'> = {
      kind: 'act',
      subject,
      command: { ...command, exchange: command.exchange.toLowerCase() },
    };
    return submitOnce(unit);
  };
