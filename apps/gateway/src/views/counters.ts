import { sql, type Kysely } from 'kysely';
import type { BusinessCounter } from '@lienthong/process';

/** What each counts; a name that does not stand here explains itself badly. */
export const counterHelp: Readonly<Record<string, string>> = {
  dossiers_accepted_total: 'Dossiers stated for the first time',
  revisions_accepted_total: 'Revisions of dossiers accepted, first ones included',
  steps_accepted_total: 'Processing steps accepted',
  exchanges_created_total: 'Exchanges created',
  exchanges_settled_total: 'Exchanges settled, by outcome',
  exchanges_parked_total: 'Times an exchange was parked for a person',
  exchanges_superseded_total: 'Exchanges superseded by a newer number of their lane',
  exchanges_abandoned_total: 'Exchanges abandoned by an operator',
  exchange_attempts_total: 'Attempts told by the connectors, by outcome',
  stray_calls_total:
    'Calls of connector processes that had lost their lease, by outcome; each may have doubled an effect',
  payments_opened_total: 'Payments opened, by method',
  payments_settled_total: 'Payments settled, by method; late: the money came after the payment had ended',
  payments_expired_total: 'Payments that nobody paid in time',
  payments_cancelled_total: 'Payments cancelled, by the reason',
  payment_claims_total: 'Statements of providers about our orders, by source and state',
  credits_total: 'Movements of money told, repeats included, by what became of them',
  refunds_total: 'Refund tasks that reached a step',
  money_disagreements_total: 'Contradictions about money that are kept for a person',
  citizen_checks_total: 'Checks of citizens that officers asked for; reused: what was known answered, nobody was asked',
  citizen_check_verdicts_total: 'Verdicts on citizens that partners gave',
  deliveries_total: 'States that deliveries by post reached, by direction',
  delivery_rows_total:
    'Rows of the tracking feed told, repeats included, by state; known: whether anybody here ordered it',
  handovers_total: 'States that handovers between units reached, by kind',
  handovers_told_total: 'What other hubs told of handovers, by what they said and what became of it',
  handover_reminders_total: 'Reminders of handovers, to both sides; of: due before long, or late',
  handovers_rerouted_total: 'Handovers whose receiver ended and that went on to its successor',
  monitor_pushes_again_total: 'Changes of status that a comparison found untold and sent again',
  submissions_total: 'Submissions that the portal pushed, by kind; placed: whether it named a unit of ours',
  disagreements_total: 'Disagreements found, repaired and ended, by kind',
  operator_commands_total: 'Acts of operators that were recorded',
};

/** Rows that were written in the same transactions as what they count, summed over processes. */
export async function readCounters(db: Kysely<unknown>): Promise<readonly BusinessCounter[]> {
  const { rows } = await sql<{ name: string; labels: string; value: number }>`
    select c.name, c.labels, sum(c.value)::int8 as value from gateway.counter c
    group by c.name, c.labels order by c.name, c.labels`.execute(db);
  return rows.map(({ name, labels, value }) => ({
    name,
    help: counterHelp[name] ?? name,
    labels: JSON.parse(labels) as Record<string, string>,
    value,
  }));
}
