import { sql } from 'kysely';

/** Exchanges that are filed under a class, what they have become, and of a refused one the lane. */
export const filed = sql`gateway.parked_exchange p join gateway.exchange_state s on s.id = p.exchange
  left join gateway.lane l on l.subject = p.subject and l.partner = p.partner and l.operation = p.operation`;

/**
 * Of {@link filed}: still waits for a person. A refused one of a `latest` lane has ended, and may be sent again until something newer
 * of its lane takes its place; that is looked up here, so that what is new writes nothing. What a process of before has let go on is
 * filed, and not meant.
 */
export const waitsForPerson = sql`(s.state = 'parked'
  or (s.state = 'settled' and s.outcome = 'refused' and l.last_number = p.number))`;
