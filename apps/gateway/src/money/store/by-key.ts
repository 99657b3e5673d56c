import { sql, type RawBuilder } from 'kysely';

/*
 * Money comes into the store by the ten thousand before the database has counted it. `offset 0` keeps the database from joining
 * whole tables that it believes small: for every row asked, `r`, the others are looked up by key.
 */

/** Credits `c` of each row before it. */
export const creditsWhere = (condition: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`cross join lateral (select * from gateway.credit c where ${condition} offset 0) c`;

/** Credits `c` of the payment that the text of `r`, its `code`, names. */
export const creditsOfCode: RawBuilder<unknown> = sql`
  cross join lateral (select p.id from gateway.payment p where p.reference = r.code offset 0) p
  ${creditsWhere(sql`c.payment = p.id`)}`;
