import { onlyAsks } from '@lienthong/contracts';
import type { EventDraft } from '../journey/draft.js';
import type { EventAnswer, UnitOf } from '../pipeline/unit.js';
import type { Batch, HeldSubject } from '../pipeline/batch.js';
import { carryOut } from '../pipeline/carry-out.js';
import type { PipelineTools } from '../pipeline/tools.js';
import { countsOfChange, eventOfChange } from './change-events.js';
import { needsPerson, isNews, projected } from './exchange-projection.js';
import { spokenOf } from './same-exchange.js';

/** What the connectors say of an exchange. May come twice and out of order; an older version never overwrites a newer one. */
export function foldChange(
  { change: received }: UnitOf<'changed'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): EventAnswer {
  const known = spokenOf(received, batch);
  if ('fault' in known) return { kind: 'unknown', reason: known.fault };
  keepQuestion(received, batch);
  const change = withNewAttempt(received, batch);
  const news = isNews(change, known.projection);
  if (!news && !change.attempt) return { kind: 'ignored' };

  const line = lineOf(change, news);
  if (change.attempt) {
    batch.newAttempts.push(change);
    const { partner, operation } = change;
    const { outcome } = change.attempt;
    batch.count([{ name: 'exchange_attempts_total', labels: { partner, operation, outcome } }]);
  }
  if (!news) {
    batch.record(held, line ? [line] : []);
    return { kind: 'ignored' };
  }
  batch.count(countsOfChange(change, known.projection));
  if (needsPerson(known.projection) || needsPerson(change)) batch.parkings.add(change.exchange);
  known.projection = projected(change);
  batch.changedStates.add(change.exchange);
  const { client, due } = known.identity;
  const lines = () => (line ? [line] : []);
  carryOut({ kind: 'exchangeChanged', change, client, due }, held, batch, tools, { lines });
  return { kind: 'applied', exchange: change.exchange, state: change.state };
}

/** An attempt is told once, whichever event brings it first. */
function withNewAttempt(change: UnitOf<'changed'>['change'], batch: Batch): UnitOf<'changed'>['change'] {
  if (!change.attempt) return change;
  const key = `${change.exchange}/${change.attempt.attempt}`;
  if (!batch.attempts.has(key)) {
    batch.attempts.add(key);
    return change;
  }
  const { attempt: _told, ...rest } = change;
  return rest;
}

/** A change of an older version may be the first to tell of its question. */
function keepQuestion({ exchange, version, question, detail }: UnitOf<'changed'>['change'], batch: Batch): void {
  if (!question) return;
  const key = { exchange, kind: 'question', n: version, process: '' } as const;
  batch.keepBeside({ ...key, call: question, ...(detail ? { detail } : {}) });
}

/** What a partner was asked is no event of the dossier; that the question needs a person is. */
const lineOf = (change: UnitOf<'changed'>['change'], news: boolean): EventDraft | undefined =>
  onlyAsks(change) && change.state !== 'parked' ? undefined : eventOfChange(change, news);
