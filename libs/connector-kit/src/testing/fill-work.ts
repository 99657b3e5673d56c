import { sql, type Kysely } from 'kysely';

export interface WorkHistory {
  readonly subjects: number;
  readonly from?: number;
  readonly ageDays: number;
  /** Numbers per lane, one lane per subject. */
  readonly numbers?: number;
  /** The last number of every so many subjects is open. 0 for none. */
  readonly openEvery?: number;
  readonly partner?: string;
  readonly operation?: string;
  readonly lane?: string;
  /** Tells the ids and arrivals of several fillings apart. */
  readonly ids?: number;
}

/**
 * Work rows of long ago, as the connectors' side would have stored them; sealed columns hold noise. Ids are time-ordered, arrivals
 * are those of a writer that ended.
 */
export async function fillWork(db: Kysely<unknown>, history: WorkHistory): Promise<void> {
  const { subjects, ageDays, from = 1, numbers = 1, openEvery = 0 } = history;
  const { partner = 'reference', operation = 'append', lane = 'append', ids = 0 } = history;
  const nth = `((n - 1) * ${numbers} + k + ${ids} * 100000000)`;
  const first = new Date(Date.now() - ageDays * 24 * 3_600_000).toISOString();
  const at = `(timestamptz '${first}' + (n * ${numbers} + k) * interval '1 millisecond')`;
  const id = `(lpad(to_hex((extract(epoch from ${at}) * 1000)::int8), 12, '0') || '7' || lpad(to_hex(${nth} % 4096), 3, '0')
    || '8' || lpad(to_hex(${nth}::int8), 15, '0'))::uuid`;
  const series = `generate_series(${from}, ${from + subjects - 1}) n, generate_series(1, ${numbers}) k`;
  const noise = (bytes: number): string => `decode(repeat(md5(n::text), ${Math.ceil(bytes / 16)}), 'hex')`;
  const isOpen = openEvery === 0 ? 'false' : `n % ${openEvery} = 0 and k = ${numbers}`;
  const run = (text: string) => sql.raw(text).execute(db);
  await run(`insert into connectors.work (exchange, writer, n, subject, shard, partner, operation, lane, number, due, client,
      inserted_at, key, payload, state, version, attempts, outcome, surely_not_done, changed_at)
    select ${id}, 0, ${nth}, 'OLD-' || lpad(n::text, 9, '0'), n % 64, '${partner}', '${operation}', '${lane}', k, ${at}, 'demo',
      ${at}, ${noise(64)}, ${noise(800)}, case when ${isOpen} then 'parked' else 'settled' end, 1, 1, 'done', false, ${at}
    from ${series}`);
  await run(`insert into connectors.attempt (exchange, attempt, owner, started_at, ended_at, outcome, calls)
    select ${id}, 1, 'a process of long ago', ${at}, ${at}, 'done', ${noise(400)} from ${series}`);
}
