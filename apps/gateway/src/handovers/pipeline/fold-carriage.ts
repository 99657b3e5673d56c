import type { ExchangeChanged } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { carriedOn, standingAfter, type CarriageStanding } from '../rules/carriage.js';
import { lasts } from '../rules/handover.js';
import { followHandover } from './follow-steps.js';
import { handoverOf } from './handover-unit.js';
import { putHandover } from './put-handover.js';
import { countOf, lineOf, tellBoth } from './tell.js';

/** Kind of the line that a standing is worth. */
const lines: Readonly<Partial<Record<CarriageStanding, string>>> = {
  arrived: 'arrived',
  doubtful: 'doubtful',
  stuck: 'stuck',
  failed: 'notCarried',
};

/** What became of the exchange that carries a handover to another hub. One that was given up never gets there: it has ended. */
export function foldCarriageChange(change: ExchangeChanged, batch: Batch, tools: PipelineTools): void {
  const handover = batch.handed.handovers.get(handoverOf(change.subject) ?? '');
  if (!handover?.carriage || handover.carriage.exchange !== change.exchange) return;
  const carriage = carriedOn(handover.carriage, standingAfter(change), batch.at);
  if (carriage === handover.carriage) return;
  const ends = carriage.standing === 'failed' && lasts(handover.state);
  const moved = { ...handover, carriage, ...(ends ? ({ state: 'refused', endedAt: batch.at } as const) : {}) };
  const line = lines[carriage.standing];
  if (line) tellBoth(lineOf(line, moved, tools, { at: batch.at, by: change.partner }), moved, batch);
  putHandover(moved, batch, tools, change.partner);
  followHandover(moved, batch, tools);
  if (ends) batch.count([countOf(moved)]);
}
