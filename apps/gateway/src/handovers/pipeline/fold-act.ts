import type { HubAct } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import type { ActOnHandover, ActOnHandoverAnswer, HandoverAct } from '../core.js';
import { stateAfter } from '../rules/handover.js';
import { handoverSubject } from './handover-unit.js';
import { moveHandover } from './move-handover.js';
import { nameFiles, refusalOfFiles } from './name-files.js';
import { putHandover } from './put-handover.js';
import type { StoredHandover } from './stored.js';
import { isCarried, tellHub } from './tell-hub.js';
import { tellNews } from './tell-news.js';

/** The receiver takes what was handed to it, sends it back, or answers; or who handed it over takes it back. */
export function foldActOnHandover(
  { command }: UnitOf<'actOnHandover'>,
  batch: Batch,
  tools: PipelineTools,
): ActOnHandoverAnswer {
  const handover = batch.handed.handovers.get(command.handover);
  if (!handover) return { kind: 'notFound' };
  const { client, act, text, documents = [], traceparent } = command;
  const other = refusalOf(command, handover, batch);
  if (other) return { kind: other };
  const again = handoverSubject(handover.id);
  const refused = refusalOfFiles(documents, { client, again, carried: isCarried(handover) }, batch);
  if (refused) return refused;
  if (act === 'report') return foldReport(command, handover, batch, tools);
  const said = text === undefined ? undefined : { text, documents };
  const moved = moveHandover(act, handover, said, client, batch, tools);
  if (!moved) return { kind: 'notApplicable', state: handover.state };
  nameFiles(handover.id, documents, batch);
  if (isCarried(moved)) tellHub(hubActs[act], moved, said ?? {}, batch, tools, traceparent);
  return { kind: 'accepted', state: moved.state, replayed: false };
}

/** The receiver says how far it is, and when it is going to answer: what is owed by when stays as it is. */
function foldReport(
  { client, text = '', documents = [], expectedAt, traceparent }: ActOnHandover,
  before: StoredHandover,
  batch: Batch,
  tools: PipelineTools,
): ActOnHandoverAnswer {
  const state = stateAfter(before.state, 'report', before.kind);
  if (!state) return { kind: 'notApplicable', state: before.state };
  if (expectedAt !== undefined && Date.parse(expectedAt) <= Date.parse(batch.at)) return { kind: 'expectedTooEarly' };
  nameFiles(before.id, documents, batch);
  const handover = tellNews(before, { by: client, said: { text, documents }, expectedAt }, batch, tools);
  putHandover(handover, batch, tools, client);
  const words = { text, documents, ...(expectedAt === undefined ? {} : { dueAt: expectedAt }) };
  if (isCarried(handover)) tellHub(hubActs.report, handover, words, batch, tools, traceparent);
  return { kind: 'accepted', state, replayed: false };
}

/** What the other end behind the hub is told. */
const hubActs: Readonly<Record<HandoverAct, HubAct>> = {
  accept: 'accepted',
  report: 'updated',
  refuse: 'refused',
  answer: 'answered',
  withdraw: 'withdrawn',
};

/** An end that is behind another hub acts through it, and through nobody's key. */
function refusalOf(
  { act, mayUseUnit }: ActOnHandover,
  { dossier, toUnit, carriage }: StoredHandover,
  batch: Batch,
): 'notFound' | 'notReceiver' | 'notSender' | undefined {
  const owner = batch.subjects.get(dossier)?.state.dossier?.unit;
  // Who handed it over may have passed the dossier on since, and finds as much of it as a stranger.
  const owns = owner !== undefined && mayUseUnit(owner);
  const receives = carriage?.from !== 'here' && mayUseUnit(toUnit);
  if (act === 'withdraw') return owns ? undefined : receives ? 'notSender' : 'notFound';
  return receives ? undefined : owns ? 'notReceiver' : 'notFound';
}
