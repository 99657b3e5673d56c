import { sealContext, vietnamDay, type HandoverTold, type HandoverToldDetail, type HubAct } from '@lienthong/contracts';
import { SealBroken } from '@lienthong/seal';
import type { EventDraft } from '../../journey/draft.js';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { carriedOn, isHeard, withHeard } from '../rules/carriage.js';
import { isEarly, isImplied } from '../rules/crossed.js';
import { lasts, type HandoverAct } from '../rules/handover.js';
import { handoverOf, handoverSubject, type HandoverToldAnswer } from './handover-unit.js';
import { moveHandover } from './move-handover.js';
import { putHandover } from './put-handover.js';
import { foreignDossier, type Said, type StoredHandover } from './stored.js';
import { countOf, lineOf, tellBoth } from './tell.js';
import { isCarried, type CarriedHandover } from './tell-hub.js';
import { tellNews } from './tell-news.js';

/** What another hub told of a handover: the same machine moves as by the acts of a unit that is a client here. */
export function foldHandoverTold(
  { told }: UnitOf<'handoverTold'>,
  batch: Batch,
  tools: PipelineTools,
): HandoverToldAnswer {
  const handover = batch.handed.handovers.get(handoverOf(told.subject) ?? '');
  const words = saidIn(told, tools);
  if (words === 'unreadable') return unknown('wordsUnreadable');
  const answer = handover ? ofKnown(told, words, handover, batch, tools) : takeIn(told, words, batch, tools);
  batch.count([{ name: 'handovers_told_total', labels: { act: told.act, became: answer.kind } }]);
  return answer;
}

/** What the far end may do, by whether the thing came from here or from there. */
const acts: Readonly<Record<'here' | 'there', Readonly<Partial<Record<HubAct, HandoverAct>>>>> = {
  here: { accepted: 'accept', refused: 'refuse', answered: 'answer' },
  there: { withdrawn: 'withdraw' },
};

function ofKnown(
  told: HandoverTold,
  said: Said | undefined,
  handover: StoredHandover,
  batch: Batch,
  tools: PipelineTools,
): HandoverToldAnswer {
  if (!isCarried(handover) || handover.carriage.partner !== told.partner) return unknown('notCarried');
  const { from } = handover.carriage;
  const farUnit = from === 'here' ? handover.toUnit : handover.fromUnit;
  // Whoever else is behind the hub speaks of nothing that was not handed to it.
  if (told.fromHubCode !== tools.handovers.hub.codeOf(farUnit)) return unknown('otherSender');
  if (from === 'there' && told.act === 'handOver') return { kind: 'ignored' };
  if (isHeard(handover.carriage, told.event)) return { kind: 'ignored' };
  const arrived = arrivedNow(handover, told, batch);
  const by = told.partner;
  const act = acts[from][told.act];
  const moved = act && moveHandover(act, arrived, said, by, batch, tools);
  if (moved) return { kind: 'kept' };
  const heard = told.act === 'updated' ? newsOf(told, said, arrived, batch, tools) : arrived;
  if (heard !== handover) putHandover(heard, batch, tools, by);
  if (act && isImplied(act, arrived.state)) return { kind: 'ignored' };
  if (told.act !== 'updated') tellBoth(otherLine(told, arrived, batch, tools), arrived, batch);
  return { kind: act ? 'ignored' : 'kept' };
}

/** A day that is named is the far end's own: when it is going to answer, or by when it wants an answer from here. */
function newsOf(
  { partner: by, dueAt }: HandoverTold,
  said: Said | undefined,
  handover: CarriedHandover,
  batch: Batch,
  tools: PipelineTools,
): CarriedHandover {
  const day = dueAt === undefined || !lasts(handover.state) ? undefined : new Date(dueAt).toISOString();
  const isSender = handover.carriage.from === 'there';
  return tellNews(handover, { by, said, [isSender ? 'dueAt' : 'expectedAt']: day }, batch, tools);
}

/** A payment, or what comes when all is over. */
function otherLine(
  { act, partner: by, amount }: HandoverTold,
  handover: CarriedHandover,
  { at }: Batch,
  tools: PipelineTools,
): EventDraft {
  if (act !== 'paid') return lineOf('saidTooLate', handover, tools, { at, by });
  const line = lineOf('paidThere', handover, tools, { at, by });
  return { ...line, args: { ...line.args, ...(amount === undefined ? {} : { amount }) } };
}

/** Who speaks of it has it. */
const arrivedNow = (handover: CarriedHandover, { event }: HandoverTold, { at }: Batch): CarriedHandover => ({
  ...handover,
  carriage: withHeard(carriedOn(handover.carriage, 'arrived', at), event),
});

/** Something is handed over from there: it stands in the receiving unit's inbox, with the words as they came. */
function takeIn(told: HandoverTold, said: Said | undefined, batch: Batch, tools: PipelineTools): HandoverToldAnswer {
  const { act, handover: id, partner, reference } = told;
  if (act !== 'handOver') return isEarly(told, Date.parse(batch.at)) ? { kind: 'early' } : unknown('unknown');
  const { hub, routeOf, dueAt } = tools.handovers;
  const [from, named] = [hub.unitOf(told.fromHubCode), hub.unitOf(told.toHubCode)];
  if (from === undefined || hub.viaOf(from) !== partner) return unknown('senderUnknown');
  const route = named === undefined ? undefined : routeOf(named, vietnamDay(Date.parse(batch.at)));
  if (route?.kind !== 'to' || hub.viaOf(route.unit) !== undefined) return unknown('receiverUnknown');
  if (!batch.held(handoverSubject(id))) return unknown('noSubject');
  const due = Math.max(Date.parse(told.dueAt ?? ''), 0) || dueAt(Date.parse(batch.at), route.unit);
  const made: StoredHandover = {
    ...{ id, dossier: foreignDossier(partner, told.dossier), kind: 'request', state: 'open', client: partner },
    ...{ fromUnit: from, toUnit: route.unit, ...(route.unit === named ? {} : { addressedTo: named! }) },
    ...{ dueAt: new Date(due).toISOString(), createdAt: batch.at },
    carriage: { partner, from: 'there', reference, standing: 'arrived', since: batch.at },
    newAsked: { request: said?.text ?? '', documents: said?.documents ?? [] },
  };
  tellBoth(lineOf('sent', made, tools, { at: batch.at, by: partner }), made, batch);
  putHandover(made, batch, tools, partner);
  batch.count([countOf(made)]);
  return { kind: 'kept' };
}

/** Its words; nothing where there are none. */
function saidIn({ event, detail }: HandoverTold, { sealer }: PipelineTools): Said | undefined | 'unreadable' {
  try {
    const key = sealer.unwrap(Buffer.from(detail.key, 'base64'));
    const opened = sealer.open(key, Buffer.from(detail.box, 'base64'), sealContext.handoverTold(event));
    const { text, documents = [] } = JSON.parse(opened) as HandoverToldDetail;
    return text === undefined && documents.length === 0 ? undefined : { text: text ?? '', documents };
  } catch (error) {
    if (error instanceof SealBroken) return 'unreadable';
    throw error;
  }
}

const unknown = (why: string): HandoverToldAnswer => ({ kind: 'unknown', reason: `handover.${why}` });
