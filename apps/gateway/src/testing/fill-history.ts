import { sql, type Kysely } from 'kysely';

export interface History {
  /** Dossiers, each with a sync and a step that have been done. */
  readonly subjects: number;
  /** The first of them, counted on when more are filled in. */
  readonly from?: number;
  readonly ageDays: number;
  /** Of each exchange that stays: every so many is still open. 0 for none. */
  readonly openEvery?: number;
}

/** SQL for a UUIDv7 of `at`, unique by `n`. */
export const idOf = (at: string, n: string): string => `(
  lpad(to_hex((extract(epoch from ${at}) * 1000)::int8), 12, '0') || '7' || lpad(to_hex((${n}) % 4096), 3, '0')
  || '8' || lpad(to_hex((${n})::int8), 15, '0'))::uuid`;

/** Dossiers of long ago with two exchanges each, as the gateway would have stored them; sealed columns hold noise. */
export async function fillGateway(db: Kysely<unknown>, history: History): Promise<void> {
  const { subjects, ageDays, from = 1, openEvery = 0 } = history;
  const first = new Date(Date.now() - ageDays * 24 * 3_600_000).toISOString();
  const at = `(timestamptz '${first}' + n * interval '1 millisecond')`;
  const subject = `'OLD-' || lpad(n::text, 9, '0')`;
  const series = `generate_series(${from}, ${from + subjects - 1}) n`;
  const noise = (bytes: number): string => `decode(repeat(md5(n::text), ${Math.ceil(bytes / 16)}), 'hex')`;
  const run = (text: string) => sql.raw(text).execute(db);
  await run(
    `insert into gateway.subject (subject, data_key, last_event) select ${subject}, ${noise(64)}, 2 from ${series}`,
  );
  await run(`insert into gateway.dossier (code, unit, client, revision, content_hash, procedure, origin, status, effective_status,
      status_since, revision_exchanges, waiting_who, waiting_why, waiting_since, created_at, updated_at)
    select ${subject}, 'H44.01', 'demo', 1, md5(n::text), '1.003560', 'desk', 'received', 'received', ${at}, '[]', 'nobody',
      'nothing', ${at}, ${at}, ${at} from ${series}`);
  await run(
    `insert into gateway.dossier_body (code, revision, content) select ${subject}, 1, ${noise(1500)} from ${series}`,
  );
  await run(`insert into gateway.dossier_event (subject, seq, at, kind, by)
    select ${subject}, 1, ${at}, 'dossier.submitted', 'demo' from ${series}`);
  const operations = ['syncDossier', 'addProgress'];
  for (const [k, operation] of operations.entries()) {
    const id = idOf(at, `n * 2 + ${k}`);
    const lane = k === 0 ? 'latest' : 'append';
    const openNow = openEvery === 0 ? 'false' : `n % ${openEvery} = 0`;
    await run(`insert into gateway.lane (subject, partner, operation, last_number, last_exchange, ended_number, since)
      select ${subject}, 'dvc-portal', '${operation}', 1, ${id}, 1, ${at} from ${series}`);
    await run(`insert into gateway.exchange (id, subject, partner, operation, lane, number, due, client, payload, created_at)
      select ${id}, ${subject}, 'dvc-portal', '${operation}', '${lane}', 1, ${at}, 'demo', ${noise(800)}, ${at} from ${series}`);
    await run(`insert into gateway.exchange_state (id, version, state, outcome, attempts, changed_at)
      select ${id}, 1, case when ${k === 1 ? openNow : 'false'} then 'parked' else 'settled' end, 'done', 1, ${at} from ${series}`);
    await run(`insert into gateway.exchange_attempt (exchange, attempt, started_at, ended_at, outcome, version)
      select ${id}, 1, ${at}, ${at}, 'done', 1 from ${series}`);
    await run(`insert into gateway.exchange_side_call (exchange, kind, n, process, attempt, started_at, ended_at, outcome)
      select ${id}, 'question', 1, '', 1, ${at}, ${at}, 'done' from ${series}`);
  }
}
