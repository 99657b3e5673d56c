import { withClient } from '@lienthong/store/testing';

/** Exchanges of the light load that have not ended at the gateway; what was filled in before is parked for good. */
export const unsettledOf = (databaseUrl: string): Promise<number> =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ open: string }>(
      `select count(*)::text as open from gateway.exchange e left join gateway.exchange_state s on s.id = e.id
       where e.subject not like 'OLD-%' and (s.state is null or s.state not in ('settled', 'superseded'))`,
    );
    return Number(rows[0]!.open);
  });
