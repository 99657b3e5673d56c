import { randomBytes } from 'node:crypto';
import type { CoreGround } from './core-ground.js';
import { statementBooks } from './money/bank-books/statement-books.js';
import { statementDoors } from './money/bank-books/statement-doors.js';
import { reconciliations } from './money/three-way/reconciliations.js';
import { actOnExchange } from './operators/act-on-exchange.js';
import { answerOf } from './pipeline/submitter.js';
import type { AnswerOf } from './pipeline/unit.js';
import { PacedReader } from './reconciliation/paced-reader.js';
import { monitorReconciliations } from './reconciliation/status-pushes/monitor-reconciliations.js';
import type { EndpointTools } from './webhooks/endpoint-tools.js';
import { noWebhooks } from './webhooks/rules/sending.js';

export type CoreWorks = ReturnType<typeof coreWorks>;

/**
 * What works both by the clock and on demand: statements, the comparisons of books, the monitor, dossiers' disagreements, webhooks.
 * @param wake a timer was set that is due
 */
export function coreWorks(
  { options, settings, db, sealer, newId, clock, tools, line, submitter, acting }: CoreGround,
  wake: () => void,
) {
  const { references, payments } = tools;
  const { accounts } = payments;
  const doors = statementDoors(line);
  const reader = new PacedReader();
  const statements = statementBooks({
    ...{ ...acting, reader, sealer, newId, accounts, formats: payments.statementFormats },
    codesIn: (text) => references.codesIn(text),
    ...doors,
    onAccepted: wake,
  });
  const books = reconciliations({ ...acting, reader, accounts });
  const operatorAct = actOnExchange(db, submitter);
  const monitor = monitorReconciliations({
    ...{ ...acting, reader, sealer, newId },
    tellAgain: async (units) =>
      (await submitter.submitAll(units)).map((result) => answerOf(result) as AnswerOf['tellAgain']),
    abandon: (act) => operatorAct({ ...act, kind: 'abandon', operator: 'gateway' }),
  });
  const comparing = {
    ...{ db, sealer, reader, clock },
    submitAll: submitter.submitAll,
    settling: { systems: settings.disagreementMillis, agency: settings.agencyDisagreementMillis },
    rules: {
      ...{ everyMillis: settings.comparisonEveryMillis, dossiers: settings.comparedAtOnce },
      ...{ questions: settings.portalQuestions, againMillis: settings.portalAskedAgainMillis },
    },
  };
  const endpoints: EndpointTools = {
    ...{ db, sealer, newId, clock, rules: options.webhooks ?? noWebhooks },
    idempotencyMillis: settings.idempotencyMillis,
    newSecret: () => randomBytes(32),
    chance: () => Math.random(),
  };
  return { doors, statements, books, operatorAct, monitor, comparing, endpoints };
}
