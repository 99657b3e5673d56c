import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Batch } from '../pipeline/batch.js';
import { dateOf } from '../store/rows.js';
import { needsPerson, type ExchangeIdentity, type Projection } from '../projection/exchange-projection.js';
import { classOf, fateOf } from './failure-class.js';

const columns = {
  ...({ exchange: 'uuid', class: 'text', partner: 'text', operation: 'text', fate: 'text' } as const),
  ...({ due: 'timestamptz', parked_at: 'timestamptz', subject: 'text', number: 'int8' } as const),
};

const rowOf = (identity: ExchangeIdentity, projection: Projection) => {
  const { id: exchange, subject, number, partner, operation, due } = identity;
  const of = {
    class: classOf({ partner, operation, cause: projection.cause, wording: projection.wording }),
    fate: fateOf(projection),
  };
  // By these the lane of a refused one is looked up: what is newer in it takes its place.
  const lane = projection.state === 'parked' ? { subject: null, number: null } : { subject, number };
  return { exchange, partner, operation, ...of, due: dateOf(due), parked_at: dateOf(projection.changedAt), ...lane };
};

/** Files what has been parked or refused under the class of its failure, and takes out what goes on. */
export function saveParked({ parkings, exchanges }: Batch): Readonly<Record<string, RawBuilder<unknown> | undefined>> {
  if (parkings.size === 0) return {};
  const changed = [...parkings].map((id) => exchanges.get(id)!);
  const parked = changed.filter(({ projection }) => needsPerson(projection));
  const gone = changed.filter(({ projection }) => !needsPerson(projection));
  return {
    ...(parked.length > 0 ? { parked: insert(parked.map((one) => rowOf(one.identity, one.projection))) } : {}),
    ...(gone.length > 0
      ? {
          unparked: sql`
            delete from gateway.parked_exchange p
            where p.exchange in (
              select r.id from ${recordset(
                gone.map(({ identity: { id } }) => ({ id })),
                { id: 'uuid' },
              )})`,
        }
      : {}),
  };
}

const insert = (rows: readonly ReturnType<typeof rowOf>[]): RawBuilder<unknown> => sql`
  insert into gateway.parked_exchange (exchange, class, partner, operation, fate, due, parked_at, subject, number)
  select r.exchange, r.class, r.partner, r.operation, r.fate, r.due, r.parked_at, r.subject, r.number from ${recordset(rows, columns)}
  on conflict (exchange) do update set n = default, class = excluded.class, fate = excluded.fate, parked_at = excluded.parked_at,
    subject = excluded.subject, number = excluded.number`;
