import type { DossierContent, HubAct, HubMessage, PaidFact } from '@lienthong/contracts';
import { carryOut } from '../../pipeline/carry-out.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { HandoverDocument } from '../core.js';
import { lasts } from '../rules/handover.js';
import type { Carriage } from '../rules/carriage.js';
import { handoverSubject } from './handover-unit.js';
import { codeOfForeign, type StoredHandover } from './stored.js';

/** What there is to be told beside who and about what. */
interface Words {
  readonly text?: string;
  readonly documents?: readonly HandoverDocument[];
  readonly amount?: number;
  /** When an answer may be expected. */
  readonly dueAt?: string;
}

export type CarriedHandover = StoredHandover & { readonly carriage: Carriage };
export const isCarried = (handover: StoredHandover): handover is CarriedHandover => handover.carriage !== undefined;

/** Has the hub told of something that happened to a handover; id of the exchange. Nothing of one that never got there. */
export function tellHub(
  act: HubAct,
  handover: CarriedHandover,
  words: Words,
  batch: Batch,
  tools: PipelineTools,
  traceparent?: string,
): string | undefined {
  const held = batch.held(handoverSubject(handover.id));
  if (!held || handover.carriage.standing === 'failed') return undefined;
  const message = messageOf(act, handover, words, batch.at, tools);
  const event = { kind: 'hubToBeTold', client: handover.client, message, due: handover.dueAt } as const;
  return carryOut(event, held, batch, tools, { traceparent }).exchanges[0]?.id;
}

/** Who speaks is the end that is not behind the hub. */
function messageOf(
  act: HubAct,
  handover: CarriedHandover,
  { text, documents = [], amount, dueAt: expected }: Words,
  at: string,
  { handovers: { hub }, unitName }: PipelineTools,
): HubMessage {
  const { id, kind, fromUnit, toUnit, dossier, dueAt, carriage } = handover;
  const end = (code: string) => ({ code, name: unitName(code), hubCode: hub.codeOf(code) });
  const [from, to] = carriage.from === 'here' ? [fromUnit, toUnit] : [toUnit, fromUnit];
  return {
    ...{ handover: id, reference: carriage.reference, act, kind, dossier: codeOfForeign(dossier) ?? dossier },
    ...{ from: end(from), to: end(to), at, dueAt: act === 'handOver' ? dueAt : (expected ?? null), text: text ?? null },
    documents: documents.map(({ id: document, name, url }) => ({ id: document, name, url: url ?? null })),
    amount: amount ?? null,
  };
}

/** Fees of a dossier have been paid: agencies behind the hub that owe an answer about it are told. */
export function tellHubsOfPayment(dossier: HeldSubject, paid: PaidFact, batch: Batch, tools: PipelineTools): void {
  const content = batch.contentOf(dossier.subject);
  for (const handover of batch.handed.handovers.values()) {
    if (handover.dossier !== dossier.subject || !isCarried(handover) || !lasts(handover.state)) continue;
    batch.handed.put(paidTo(handover, paid, content, batch, tools));
  }
}

/** The handover with what its other side knows of payments then: each fee is told of once. */
export function paidTo(
  handover: CarriedHandover,
  { fees }: Pick<PaidFact, 'fees'>,
  content: Pick<DossierContent, 'fees'> | undefined,
  batch: Batch,
  tools: PipelineTools,
): CarriedHandover {
  const { carriage } = handover;
  const told = carriage.paidTold ?? [];
  const paid = (content?.fees ?? []).filter(({ code }) => fees.includes(code) && !told.includes(code));
  const amount = paid.reduce((sum, fee) => sum + fee.amount, 0);
  if (carriage.from !== 'here' || amount <= 0) return handover;
  if (tellHub('paid', handover, { amount }, batch, tools) === undefined) return handover;
  return { ...handover, carriage: { ...carriage, paidTold: [...told, ...paid.map(({ code }) => code)] } };
}
