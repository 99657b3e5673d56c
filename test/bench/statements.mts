import { withClient } from '@lienthong/store/testing';

const shown = 30;
const longest = 150;

export interface SeenStatements {
  /** Prints what took the server longest since the look began, per unit of work. */
  tell(units: number): Promise<void>;
}

/** A look at the statements of a run, where `PGSTAT` is set; nothing otherwise. */
export async function statements(databaseUrl: string): Promise<SeenStatements | undefined> {
  if (!process.env['PGSTAT']) return undefined;
  await withClient(databaseUrl, async (client) => {
    await client.query('create extension if not exists pg_stat_statements');
    await client.query('select pg_stat_statements_reset()');
  });
  return {
    tell: (units) =>
      withClient(databaseUrl, async (client) => {
        const { rows } = await client.query<Row>(
          `select total_exec_time as millis, calls, rows, query from pg_stat_statements order by total_exec_time desc limit ${shown}`,
        );
        console.log('statements: µs per fee, calls per fee, ms per call, rows per call');
        for (const { millis, calls, rows: count, query } of rows) {
          const [times, found] = [Number(calls), Number(count)];
          const text = query.replace(/\s+/g, ' ').slice(0, longest);
          console.log(
            `  ${((millis * 1000) / units).toFixed(0).padStart(6)} ${(times / units).toFixed(3).padStart(8)} ${(millis / times).toFixed(2).padStart(8)} ${(found / times).toFixed(1).padStart(8)}  ${text}`,
          );
        }
      }),
  };
}

interface Row {
  readonly millis: number;
  readonly calls: string;
  readonly rows: string;
  readonly query: string;
}
